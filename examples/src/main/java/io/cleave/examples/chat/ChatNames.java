package io.cleave.examples.chat;

/** What people and rooms may be called. */
final class ChatNames {
  /** The longest name, in characters. */
  static final int LONGEST = 64;

  private ChatNames() {}

  /**
   * A name as it is, if nobody can take it for something else: a line begins with it and a colon.
   *
   * @param of what it is the name of
   * @throws IllegalArgumentException if it is none
   */
  static String check(String of, String name) {
    boolean fits = !name.isEmpty() && name.length() <= LONGEST && name.equals(name.strip());
    if (!fits || !name.codePoints().allMatch(ChatNames::isFine)) {
      throw new IllegalArgumentException(
          of
              + ": 1.."
              + LONGEST
              + " characters, none of them a colon or a control character, no blank at either end");
    }
    return name;
  }

  private static boolean isFine(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> c != ':';
    };
  }
}
