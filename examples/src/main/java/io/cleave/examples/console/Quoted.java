package io.cleave.examples.console;

/** Text of a peer as it may stand in a line for people: a JSON string, nothing in it raw. */
public final class Quoted {
  private static final int MAX_SHOWN = 128;

  private Quoted() {}

  /** In double quotes, cut after {@value #MAX_SHOWN} characters. */
  public static String cut(String text) {
    if (text.length() <= MAX_SHOWN) {
      return of(text);
    }
    int end = Character.isHighSurrogate(text.charAt(MAX_SHOWN - 1)) ? MAX_SHOWN - 1 : MAX_SHOWN;
    return of(text.substring(0, end)) + "…";
  }

  /** What {@link #cut} gives, but without the quotes around it. */
  public static String escaped(String text) {
    String quoted = cut(text);
    int end = quoted.lastIndexOf('"');
    return quoted.substring(1, end) + quoted.substring(end + 1);
  }

  /** In double quotes. */
  public static String of(String text) {
    return '"' + onOneLine(text, "\"\\") + '"';
  }

  /** Without quotes, on one line, so that it cannot do anything to the terminal it is shown on. */
  public static String bare(String text) {
    return onOneLine(text, "");
  }

  private static String onOneLine(String text, String withBackslash) {
    StringBuilder out = new StringBuilder(text.length() + 2);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> appendShown(withBackslash.indexOf(c) < 0 ? out : out.append('\\'), c);
      }
    }
    return out.toString();
  }

  /**
   * A JSON text on one line: white space between its tokens becomes spaces, and what would move the
   * cursor inside its strings is escaped.
   */
  public static String json(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n' || c == '\r' || c == '\t') {
        out.append(' '); // raw, they stand between tokens alone
      } else {
        appendShown(out, c);
      }
    }
    return out.toString();
  }

  private static void appendShown(StringBuilder out, char c) {
    boolean shown =
        switch (Character.getType(c)) {
          case Character.CONTROL,
              Character.FORMAT,
              Character.LINE_SEPARATOR,
              Character.PARAGRAPH_SEPARATOR ->
              false;
          default -> true;
        };
    if (shown) {
      out.append(c);
    } else {
      out.append(String.format("\\u%04x", (int) c));
    }
  }
}
