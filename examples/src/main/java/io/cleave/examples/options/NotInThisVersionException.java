package io.cleave.examples.options;

/** Asks for something whose feature this version does not have yet: wrong usage. */
public final class NotInThisVersionException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /**
   * A refusal.
   *
   * @param what the words of the command line that ask for it
   */
  public NotInThisVersionException(String what) {
    super(what + ": not in this version");
  }
}
