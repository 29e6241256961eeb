package io.cleave.examples.console;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ArgumentsTest {
  @Test
  void findsTheBytesOfTheLastWords() {
    byte[] commandLine = "java\0-jar\0x.jar\0send\0你好\0".getBytes(UTF_8);
    String[] damaged = {"send", "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD"};
    assertThat(Arguments.decode(commandLine, damaged)).containsExactly("send", "你好");
  }

  @Test
  void keepsEmptyWords() {
    byte[] commandLine = "java\0\0é\0".getBytes(UTF_8);
    assertThat(Arguments.decode(commandLine, new String[] {"", "\uFFFD\uFFFD"}))
        .containsExactly("", "é");
  }

  @Test
  void leavesWhatIsNotUtf8AsItCame() {
    byte[] commandLine = "java\0é\0".getBytes(ISO_8859_1);
    assertThat(Arguments.decode(commandLine, new String[] {"\uFFFD"})).containsExactly("\uFFFD");
  }

  @Test
  void leavesUndamagedWordsAlone() {
    String[] args = {"echo", "你好"};
    assertThat(Arguments.undamaged(args)).isSameAs(args);
  }
}
