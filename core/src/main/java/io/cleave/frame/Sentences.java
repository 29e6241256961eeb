package io.cleave.frame;

/** Puts the sentence of an exception together. */
final class Sentences {
  private Sentences() {}

  static String join(String sentence, String hint) {
    return hint.isEmpty() ? sentence : sentence + "; " + hint;
  }
}
