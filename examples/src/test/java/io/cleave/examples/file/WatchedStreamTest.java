package io.cleave.examples.file;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WatchedStreamTest {
  private final List<Long> heard = new ArrayList<>();

  private WatchedStream of(String text, int length) {
    return new WatchedStream(new ByteArrayInputStream(text.getBytes(US_ASCII)), length, heard::add);
  }

  @Test
  void tellsHowManyBytesHaveBeenRead() throws IOException {
    try (WatchedStream stream = of("abcdef", 6)) {
      assertThat(stream.read()).isEqualTo('a');
      assertThat(stream.readNBytes(4)).asString(US_ASCII).isEqualTo("bcde");
      assertThat(stream.readAllBytes()).asString(US_ASCII).isEqualTo("f");
    }
    assertThat(heard).containsExactly(1L, 5L, 6L);
  }

  @Test
  void hasNoMoreThanWasAnnounced() throws IOException {
    try (WatchedStream stream = of("abcdef and more", 6)) {
      assertThat(stream.readAllBytes()).asString(US_ASCII).isEqualTo("abcdef");
      assertThat(stream.read()).isEqualTo(-1);
    }
  }

  @Test
  void endsEarlyIfTheFileDoes() throws IOException {
    try (WatchedStream stream = of("abc", 6)) {
      assertThat(stream.readAllBytes()).asString(US_ASCII).isEqualTo("abc");
    }
    assertThat(heard).last().isEqualTo(3L);
  }
}
