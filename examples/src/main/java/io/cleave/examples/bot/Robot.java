package io.cleave.examples.bot;

import io.cleave.examples.text.Texts;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Looks for a word in the text, and has an answer to each. The first word it knows counts; a
 * capital letter makes another word, as it does for Python's {@code in}.
 */
final class Robot implements UnaryOperator<byte[]> {
  static final String GREETING = "你好";
  static final String NAME = "我是cleave";
  static final String PUZZLED = "我不能明白您的意思,好尴尬啊...";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

  private record Rule(List<String> words, Supplier<String> answer) {
    boolean knows(String text) {
      return words.stream().anyMatch(text::contains);
    }
  }

  private final Texts texts;
  private final List<Rule> rules;

  /**
   * A robot.
   *
   * @throws IllegalArgumentException if its answers cannot be written in the charset
   */
  Robot(Texts texts, Supplier<LocalDateTime> clock) {
    if (!Stream.of(GREETING, NAME, PUZZLED).allMatch(texts::canEncode)) {
      throw new IllegalArgumentException(
          "--charset "
              + texts.charset()
              + " (expected: one that the robot's answers can be written in, UTF-8 or GBK)");
    }
    this.texts = texts;
    this.rules =
        List.of(
            new Rule(List.of("你好", "hello"), () -> GREETING),
            new Rule(List.of("名字", "name"), () -> NAME),
            new Rule(List.of("时间", "time"), () -> clock.get().format(TIME)));
  }

  @Override
  public byte[] apply(byte[] request) {
    return texts.encode(answer(texts.decode(request)));
  }

  private String answer(String text) {
    return rules.stream()
        .filter(rule -> rule.knows(text))
        .findFirst()
        .map(rule -> rule.answer().get())
        .orElse(PUZZLED);
  }
}
