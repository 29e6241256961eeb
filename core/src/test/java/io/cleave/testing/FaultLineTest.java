package io.cleave.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

class FaultLineTest {

  @Test
  void groupsNumbers() {
    assertThat(FaultLine.line("F1", "%s splits, %s differences", 100_000L, 0))
        .isEqualTo("FAULT F1 100 000 splits, 0 differences");
  }

  @Test
  @DisabledIfSystemProperty(named = FullRuns.PROPERTY, matches = ".*")
  void ordinaryBuildDoesHundredthButAtLeastTwenty() {
    assertThat(FullRuns.count(10_000)).isEqualTo(100);
    assertThat(FullRuns.count(200)).isEqualTo(20);
    assertThat(FullRuns.count(12)).isEqualTo(12);
  }
}
