package io.cleave.examples.exec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AsciiWordsTest {
  private static final List<String> WORDS =
      List.of("你好", "é", "a b", "", " ", "tail\n\n", "\\n\\c\\0101", "%d", "-n", "*", "$x", "'\"");

  @Test
  void sayWhetherTheySuffice() {
    assertThat(AsciiWords.suffice(List.of("ls", "-l", "\\", ""))).isTrue();
    assertThat(AsciiWords.suffice(List.of("ls", "é"))).isFalse();
  }

  @Test
  void areAscii() {
    assertThat(AsciiWords.suffice(AsciiWords.escape(WORDS))).isTrue();
    assertThat(AsciiWords.escape(List.of("é\\"))).containsExactly("\\0303\\0251\\0134");
  }

  @Test
  void becomeWhatTheyWereInAShell() throws IOException {
    List<String> command = new ArrayList<>();
    String script = AsciiWords.UNESCAPE + "exec \"$@\"";
    command.addAll(List.of("/bin/sh", "-c", script, "sh", "printf", "%s|"));
    command.addAll(AsciiWords.escape(WORDS));
    Process shell = new ProcessBuilder(command).start();
    shell.getOutputStream().close();
    String printed = new String(shell.getInputStream().readAllBytes(), UTF_8);
    assertThat(printed).isEqualTo(String.join("|", WORDS) + "|");
  }
}
