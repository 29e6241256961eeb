package io.cleave.benchmarks.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The order of the two sides. */
class FileTransferTest {
  @Test
  void eachSideIsTheFirstOfEveryOtherRound() {
    assertThat(IntStream.range(0, 8).mapToObj(FileTransfer::isOurs))
        .containsExactly(true, false, false, true, true, false, false, true);
  }
}
