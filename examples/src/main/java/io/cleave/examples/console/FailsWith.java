package io.cleave.examples.console;

/**
 * A command whose exit code means something else already, so that its own failures have another.
 */
public interface FailsWith {
  /** The exit code of a failure. */
  int failureCode();
}
