package io.cleave.benchmarks.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Which rows there are, and what is measured for those wanted. */
class PlanTest {
  @Test
  void everyRowIsWantedUnlessSomeAreNamed() {
    Plan plan = Plan.of(Form.SHORT, List.of());
    assertThat(plan.targets()).isEqualTo(Targets.ALL);
    assertThat(plan.wants(Names.STRATEGIES)).isTrue();
  }

  @Test
  void onlyWhatNamedRowsNeedIsMeasured() {
    Plan plan = Plan.of(Form.SHORT, List.of("decode-1k"));
    assertThat(plan.wants(Names.DECODE, ">I 1024 B", "FrameDecoder")).isTrue();
    assertThat(plan.wants(Names.DECODE, ">I 1024 B", Names.IN_PLACE)).isFalse();
    assertThat(plan.wants(Names.DECODE, ">I 16 B", "FrameDecoder")).isFalse();
    assertThat(plan.wants(Names.FILE)).isFalse();
  }

  @Test
  void unknownRowIsRefusedWithThoseThereAre() {
    assertThatThrownBy(() -> Plan.of(Form.SHORT, List.of("decoed")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("row: [decoed] (expected: of [decode, decode-1k, in-place,");
  }

  @Test
  void everyTargetSaysWhy() {
    assertThat(Targets.ALL).allSatisfy(t -> assertThat(t.reason()).isNotBlank());
    assertThat(Targets.ALL).extracting(Target::row).doesNotHaveDuplicates();
  }
}
