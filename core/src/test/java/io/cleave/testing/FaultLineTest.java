package io.cleave.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FaultLineTest {

  @Test
  void groupsNumbers() {
    assertThat(FaultLine.line("F1", "%s splits, %s differences", 100_000L, 0))
        .isEqualTo("FAULT F1 100 000 splits, 0 differences");
  }

  @Test
  void ordinaryBuildDoesHundredthButAtLeastTwenty() {
    boolean full = FullRuns.requested();

    assertThat(FullRuns.count(10_000)).isEqualTo(full ? 10_000 : 100);
    assertThat(FullRuns.count(200)).isEqualTo(full ? 200 : 20);
    assertThat(FullRuns.count(12)).isEqualTo(12);
  }
}
