package io.cleave.examples.bot;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cleave.examples.text.Texts;
import java.nio.charset.Charset;
import java.time.LocalDateTime;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RobotTest {
  private static final LocalDateTime NOW = LocalDateTime.of(2026, 1, 2, 3, 4, 5, 678_000_000);

  @ParameterizedTest
  @CsvSource({
    "hello, 你好",
    "well hello there, 你好",
    "你好吗, 你好",
    "othello, 你好",
    "Hello, '我不能明白您的意思,好尴尬啊...'",
    "your name?, 我是cleave",
    "你叫什么名字, 我是cleave",
    "time, 2026-01-02 03:04:05",
    "现在时间, 2026-01-02 03:04:05",
    "NAME TIME, '我不能明白您的意思,好尴尬啊...'",
    "time and name, 我是cleave",
    "时间 你好, 你好",
    "' ', '我不能明白您的意思,好尴尬啊...'"
  })
  void answersToTheFirstWordItKnows(String text, String answer) {
    assertThat(ask(UTF_8, text.getBytes(UTF_8))).isEqualTo(answer);
  }

  @Test
  void readsAndWritesTheCharsetOfItsClients() {
    Charset gbk = Charset.forName("GBK");
    assertThat(ask(gbk, "名字".getBytes(gbk))).isEqualTo("我是cleave");
  }

  @Test
  void isPuzzledByHalfACharacter() {
    byte[] cut = Arrays.copyOf("你好".getBytes(UTF_8), 5);
    assertThat(ask(UTF_8, cut)).isEqualTo(Robot.PUZZLED);
  }

  @Test
  void refusesACharsetWithoutItsAnswers() {
    assertThatThrownBy(() -> new Robot(new Texts(ISO_8859_1), () -> NOW))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "--charset ISO-8859-1 (expected: one that the robot's answers can be written in, UTF-8"
                + " or GBK)");
  }

  private static String ask(Charset charset, byte[] text) {
    return new String(new Robot(new Texts(charset), () -> NOW).apply(text), charset);
  }
}
