package io.cleave.examples.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlainLinesTest {
  @Test
  void readsLinesWithoutTheirEnds() throws IOException {
    assertThat(lines("a\nb\r\n\n你好\rc\nlast")).containsExactly("a", "b", "", "你好\rc", "last");
  }

  @Test
  void findsNothingInNothing() throws IOException {
    assertThat(lines("")).isEmpty();
    assertThat(lines("\n")).containsExactly("");
  }

  private static List<String> lines(String input) throws IOException {
    InputLines lines = new PlainLines(new ByteArrayInputStream(input.getBytes(UTF_8)), "");
    List<String> read = new ArrayList<>();
    for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
      read.add(line.get());
    }
    return read;
  }
}
