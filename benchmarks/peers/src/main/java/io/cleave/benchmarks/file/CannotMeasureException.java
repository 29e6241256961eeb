package io.cleave.benchmarks.file;

/** Something this takes is not on this machine; the message says what. */
public final class CannotMeasureException extends Exception {
  private static final long serialVersionUID = 1;

  CannotMeasureException(String message) {
    super(message);
  }
}
