package io.cleave.examples.console;

/** A program could not do what it was asked to: one sentence for people, exit code 1. */
public final class FailureException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * A failure.
   *
   * @param sentence what failed and why, without a full stop
   */
  public FailureException(String sentence) {
    super(sentence);
  }

  /**
   * A failure.
   *
   * @param sentence what failed and why, without a full stop
   * @param cause shown with {@code --verbose}
   */
  public FailureException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
