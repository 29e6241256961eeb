package io.cleave.header;

/** What a peer wrote, made fit to stand in a log line: escaped and cut. */
final class PeerText {

  /** How many characters of a peer's text are shown. */
  static final int MAX_SHOWN = 128;

  private PeerText() {}

  /** In double quotes, escaped, cut after {@value #MAX_SHOWN} characters. */
  static String quote(String text) {
    return '"' + escape(text) + '"';
  }

  /** Escaped, cut after {@value #MAX_SHOWN} characters. */
  static String escape(String text) {
    return escape(text, MAX_SHOWN);
  }

  /**
   * Escaped, cut after so many characters of what is shown: escapes make a text six times as long.
   */
  static String escape(String text, int limit) {
    StringBuilder shown = new StringBuilder(Math.min(text.length(), limit) + 16);
    for (int i = 0; i < text.length(); i++) {
      int before = shown.length();
      append(shown, text.charAt(i));
      if (shown.length() > limit) {
        shown.setLength(before);
        return shown.append("... (").append(text.length()).append(" characters)").toString();
      }
    }
    return shown.toString();
  }

  private static void append(StringBuilder shown, char c) {
    if (isPlain(c)) {
      shown.append(c);
    } else {
      shown.append(String.format("\\u%04X", (int) c));
    }
  }

  /** Neither a control character nor one that changes lines or the direction of writing. */
  private static boolean isPlain(char c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
