package io.cleave.examples.exec;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a line into words as a plain shell does: at white space, with {@code '…'}, {@code "…"} and
 * a backslash to keep it together. Nothing is expanded.
 */
final class ShellWords {
  private final String line;
  private final List<String> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private boolean inWord;
  private int at;

  private ShellWords(String line) {
    this.line = line;
  }

  /**
   * The words of a line.
   *
   * @throws IllegalArgumentException if a quote is not closed, or a backslash is the last character
   */
  static List<String> split(String line) {
    return new ShellWords(line).split();
  }

  private List<String> split() {
    while (at < line.length()) {
      char next = line.charAt(at++);
      switch (next) {
        case ' ', '\t', '\n', '\r' -> endWord();
        case '\'' -> quoted(next);
        case '"' -> quoted(next);
        case '\\' -> append(escaped());
        default -> append(next);
      }
    }
    endWord();
    return words;
  }

  private void quoted(char quote) {
    inWord = true;
    int start = at;
    while (at < line.length()) {
      char next = line.charAt(at++);
      if (next == quote) {
        return;
      }
      boolean escape = next == '\\' && quote == '"' && at < line.length() && isSpecial(at);
      word.append(escape ? line.charAt(at++) : next);
    }
    throw new IllegalArgumentException(
        "the quote at character " + start + " is not closed (expected: another " + quote + ")");
  }

  /** What a backslash takes the meaning from within double quotes. */
  private boolean isSpecial(int index) {
    return "\"\\$`".indexOf(line.charAt(index)) >= 0;
  }

  private char escaped() {
    if (at == line.length()) {
      throw new IllegalArgumentException(
          "a backslash is the last character (expected: one behind it)");
    }
    return line.charAt(at++);
  }

  private void append(char c) {
    inWord = true;
    word.append(c);
  }

  private void endWord() {
    if (inWord) {
      words.add(word.toString());
      word.setLength(0);
      inWord = false;
    }
  }
}
