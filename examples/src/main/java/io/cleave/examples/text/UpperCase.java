package io.cleave.examples.text;

/** Upper case as Python's {@code bytes.upper()} makes it: a..z and no other byte. */
public final class UpperCase {
  private static final int CASE_DISTANCE = 'a' - 'A';

  private UpperCase() {}

  /** Raises the bytes where they are. */
  public static void raise(byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] >= 'a' && bytes[i] <= 'z') {
        bytes[i] = (byte) (bytes[i] - CASE_DISTANCE);
      }
    }
  }

  /** Raises the same letters of a text. */
  static String raise(String text) {
    StringBuilder raised = new StringBuilder(text);
    for (int i = 0; i < raised.length(); i++) {
      char c = raised.charAt(i);
      if (c >= 'a' && c <= 'z') {
        raised.setCharAt(i, (char) (c - CASE_DISTANCE));
      }
    }
    return raised.toString();
  }
}
