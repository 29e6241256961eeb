package io.cleave.examples.exec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpoolTest {
  private final Path directory;

  SpoolTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, Spool.IN_MEMORY - 1, Spool.IN_MEMORY, Spool.IN_MEMORY + 1, 3_000_000})
  void givesBackWhatItTookAndLeavesNoFile(int length) throws IOException {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    try (Spool spool = new Spool(directory)) {
      for (int at = 0; at < length; at += 10_000) {
        byte[] part = Arrays.copyOfRange(bytes, at, Math.min(length, at + 10_000));
        spool.append(part, part.length);
      }

      assertThat(directory).isEmptyDirectory(); // also while it is open
      assertThat(spool.length()).isEqualTo(length);
      assertThat(Arrays.equals(spool.read().readAllBytes(), bytes)).isTrue();
    }
  }

  @Test
  void knowsWhetherItsLastByteEndsLine() throws IOException {
    try (Spool spool = new Spool(directory)) {
      assertThat(spool.endsLine()).isTrue();
      spool.append(new byte[] {'a'}, 1);
      assertThat(spool.endsLine()).isFalse();
      spool.append(new byte[] {'\n'}, 1);
      assertThat(spool.endsLine()).isTrue();
      spool.append(new byte[Spool.IN_MEMORY], Spool.IN_MEMORY);
      assertThat(spool.endsLine()).isFalse();
      spool.append(new byte[] {'\n'}, 1);
      assertThat(spool.endsLine()).isTrue();
    }
  }
}
