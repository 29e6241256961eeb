package io.cleave.benchmarks.suite;

import static io.cleave.benchmarks.suite.Row.Outcome.NOT_MEASURED;
import static io.cleave.benchmarks.suite.Row.Outcome.REACHED;
import static io.cleave.benchmarks.suite.Row.Outcome.SHORT;
import static io.cleave.benchmarks.suite.Row.Outcome.SHOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cleave.benchmarks.suite.Target.Compared;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Figures in, outcome out. */
class RowTest {
  private static final Target RATIO = Target.of("row", "group", "ours", Compared.RATIO, "peer");

  private final Figures figures = new Figures();

  private void measured(String cell, String system, Unit unit, double... rounds) {
    for (double round : rounds) {
      figures.add("group", cell, system, unit, round);
    }
  }

  private Row row(Target target) {
    return Row.of(target, figures, 1);
  }

  @Test
  void lessTimeIsBetter() {
    measured("128 B", "ours", Unit.NANOS, 10, 20, 10);
    measured("128 B", "peer", Unit.NANOS, 30, 30, 25);
    Row row = row(RATIO.atLeast(2, "so"));
    assertThat(row.worst().orElseThrow().value().value()).isEqualTo(2.5);
    assertThat(row.worst().orElseThrow().value().spread()).isEqualTo(0.75);
    assertThat(row.outcome()).isEqualTo(REACHED);
  }

  @Test
  void moreASecondIsBetter() {
    measured("128 B", "ours", Unit.PER_SECOND, 300);
    measured("128 B", "peer", Unit.PER_SECOND, 100);
    assertThat(row(RATIO.atLeast(3, "so")).outcome()).isEqualTo(REACHED);
    assertThat(row(RATIO.atLeast(3.01, "so")).outcome()).isEqualTo(SHORT);
  }

  @Test
  void limitFromAboveCountsTimesAsDear() {
    measured("p99", "ours", Unit.MICROS, 90);
    measured("p99", "peer", Unit.MICROS, 100);
    Row row = row(RATIO.atMost(1, "so"));
    assertThat(row.worst().orElseThrow().value().value()).isCloseTo(0.9, within(1e-9));
    assertThat(row.outcome()).isEqualTo(REACHED);
  }

  @Test
  void worstLoadIsTheRow() {
    measured("16 B", "ours", Unit.NANOS, 10);
    measured("16 B", "peer", Unit.NANOS, 30);
    measured("128 B", "ours", Unit.NANOS, 20);
    measured("128 B", "peer", Unit.NANOS, 30);
    Row row = row(RATIO.atLeast(2, "so"));
    assertThat(row.worst().orElseThrow().name()).isEqualTo("128 B");
    assertThat(row.outcome()).isEqualTo(SHORT);
    assertThat(row(RATIO.atLeast(2, "so").in("^16 ")).outcome()).isEqualTo(REACHED);
  }

  @Test
  void rowWithoutFiguresIsNotReached() {
    assertThat(row(RATIO.atLeast(2, "so")).outcome()).isEqualTo(NOT_MEASURED);
  }

  @Test
  void missingPeerSaysWhyAndIsNotReached() {
    measured("128 B", "ours", Unit.NANOS, 10);
    figures.missing("group", "peer", "nginx is not installed");
    Row row = row(RATIO.atLeast(2, "so"));
    assertThat(row.outcome()).isEqualTo(NOT_MEASURED);
    assertThat(row.whyNot()).isEqualTo("nginx is not installed");
  }

  @Test
  void loadThatOnlyOneSideHasIsNotReachedEither() {
    measured("16 B", "ours", Unit.NANOS, 10);
    measured("16 B", "peer", Unit.NANOS, 30);
    measured("128 B", "ours", Unit.NANOS, 10);
    assertThat(row(RATIO.atLeast(2, "so")).outcome()).isEqualTo(NOT_MEASURED);
  }

  @Test
  void roundThatOnlyOneSideHasIsNotReached() {
    measured("128 B", "ours", Unit.NANOS, 10);
    measured("128 B", "peer", Unit.NANOS, 30, 30, 30);
    Row row = row(RATIO.atLeast(2, "so"));
    assertThat(row.outcome()).isEqualTo(NOT_MEASURED);
    assertThat(row.whyNot()).isEqualTo("128 B, ours: 1 rounds (expected: 3)");
  }

  @Test
  void tooFewRoundsAreNotReached() {
    measured("128 B", "ours", Unit.NANOS, 10, 10);
    measured("128 B", "peer", Unit.NANOS, 30, 30);
    assertThat(Row.of(RATIO.atLeast(2, "so"), figures, 2).outcome()).isEqualTo(REACHED);
    assertThat(Row.of(RATIO.atLeast(2, "so"), figures, 3).outcome()).isEqualTo(NOT_MEASURED);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void valueWithoutARatioIsNotReached(double value) {
    measured("16 B", "ours", Unit.NANOS, 10, value, 10);
    measured("16 B", "peer", Unit.NANOS, 30, 30, 30);
    measured("128 B", "ours", Unit.NANOS, 10, 10, 10);
    measured("128 B", "peer", Unit.NANOS, 30, value, 30);
    for (Target target : List.of(RATIO.atLeast(2, "so"), RATIO.atMost(2, "so"))) {
      assertThat(row(target.in("^16 ")).outcome()).isEqualTo(NOT_MEASURED);
      assertThat(row(target.in("^128 ")).outcome()).isEqualTo(NOT_MEASURED);
      assertThat(row(target.in("^128 ")).whyNot())
          .isEqualTo("128 B, peer: " + value + " is no figure to compare");
    }
  }

  @Test
  void shortLoadIsShortAlsoIfAnotherIsMissing() {
    measured("16 B", "ours", Unit.NANOS, 30);
    measured("16 B", "peer", Unit.NANOS, 30);
    measured("128 B", "ours", Unit.NANOS, 10);
    assertThat(row(RATIO.atLeast(2, "so")).outcome()).isEqualTo(SHORT);
  }

  @Test
  void rowWithoutTargetIsOnlyShown() {
    measured("1 GiB", "ours", Unit.SECONDS, 3);
    measured("1 GiB", "peer", Unit.SECONDS, 1);
    assertThat(row(RATIO).outcome()).isEqualTo(SHOWN);
  }

  @Test
  void heapNeedsNoPeer() {
    figures.add("group", "128 B", "ours", Unit.NANOS, 5, OptionalDouble.of(40));
    Target heap = Target.of("row", "group", "ours", Compared.HEAP, "bytes of heap");
    assertThat(row(heap.atMost(40, "so")).outcome()).isEqualTo(REACHED);
    assertThat(row(heap.atMost(0.5, "so")).outcome()).isEqualTo(SHORT);
  }

  @Test
  void valueIsHeldAgainstItsLimit() {
    measured("1 000 connections", "ours", Unit.BYTES, 0);
    Target none = Target.of("row", "group", "ours", Compared.VALUE, "direct memory");
    assertThat(row(none.atMost(0, "so")).outcome()).isEqualTo(REACHED);
  }
}
