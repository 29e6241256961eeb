package io.cleave.examples.exec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;

/**
 * Words of a command line as they reach a program in UTF-8 whatever the locale. Java writes them in
 * the charset of the locale, and where that is {@code C} every letter beyond ASCII becomes a
 * question mark; so they go in ASCII, with {@code \0nnn} for a byte, and a shell puts them together
 * again.
 */
final class AsciiWords {
  /** Makes {@code "$@"} of a shell what {@link #escape} was given. */
  static final String UNESCAPE =
      "for word do shift; word=$(printf %bx \"$word\"); set -- \"$@\" \"${word%x}\"; done; ";

  private static final int FIRST_BEYOND = 0x80;

  private AsciiWords() {}

  /** Whether all words are ASCII, and need none of this. */
  static boolean suffice(List<String> words) {
    return words.stream().allMatch(word -> word.chars().allMatch(c -> c < FIRST_BEYOND));
  }

  static List<String> escape(List<String> words) {
    return words.stream().map(AsciiWords::escape).toList();
  }

  private static String escape(String word) {
    StringBuilder escaped = new StringBuilder();
    for (byte b : word.getBytes(UTF_8)) {
      if (b >= 0 && b != '\\') {
        escaped.append((char) b);
      } else {
        escaped.append(String.format("\\0%03o", b & 0xFF));
      }
    }
    return escaped.toString();
  }
}
