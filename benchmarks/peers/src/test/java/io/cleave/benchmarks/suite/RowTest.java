package io.cleave.benchmarks.suite;

import static io.cleave.benchmarks.suite.Row.Outcome.NOT_MEASURED;
import static io.cleave.benchmarks.suite.Row.Outcome.REACHED;
import static io.cleave.benchmarks.suite.Row.Outcome.SHORT;
import static io.cleave.benchmarks.suite.Row.Outcome.SHOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cleave.benchmarks.suite.Target.Compared;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Figures in, outcome out. */
class RowTest {
  private static final Target RATIO = Target.of("row", "group", "ours", Compared.RATIO, "peer");

  private final Figures figures = new Figures();

  private void measured(String cell, String system, Unit unit, double... rounds) {
    for (double round : rounds) {
      figures.add("group", cell, system, unit, round);
    }
  }

  @Test
  void lessTimeIsBetter() {
    measured("128 B", "ours", Unit.NANOS, 10, 20, 10);
    measured("128 B", "peer", Unit.NANOS, 30, 30, 25);
    Row row = Row.of(RATIO.atLeast(2, "so"), figures);
    assertThat(row.worst().orElseThrow().value().value()).isEqualTo(2.5);
    assertThat(row.worst().orElseThrow().value().spread()).isEqualTo(0.75);
    assertThat(row.outcome()).isEqualTo(REACHED);
  }

  @Test
  void moreASecondIsBetter() {
    measured("128 B", "ours", Unit.PER_SECOND, 300);
    measured("128 B", "peer", Unit.PER_SECOND, 100);
    assertThat(Row.of(RATIO.atLeast(3, "so"), figures).outcome()).isEqualTo(REACHED);
    assertThat(Row.of(RATIO.atLeast(3.01, "so"), figures).outcome()).isEqualTo(SHORT);
  }

  @Test
  void limitFromAboveCountsTimesAsDear() {
    measured("p99", "ours", Unit.MICROS, 90);
    measured("p99", "peer", Unit.MICROS, 100);
    Row row = Row.of(RATIO.atMost(1, "so"), figures);
    assertThat(row.worst().orElseThrow().value().value()).isCloseTo(0.9, within(1e-9));
    assertThat(row.outcome()).isEqualTo(REACHED);
  }

  @Test
  void worstLoadIsTheRow() {
    measured("16 B", "ours", Unit.NANOS, 10);
    measured("16 B", "peer", Unit.NANOS, 30);
    measured("128 B", "ours", Unit.NANOS, 20);
    measured("128 B", "peer", Unit.NANOS, 30);
    Row row = Row.of(RATIO.atLeast(2, "so"), figures);
    assertThat(row.worst().orElseThrow().name()).isEqualTo("128 B");
    assertThat(row.outcome()).isEqualTo(SHORT);
    assertThat(Row.of(RATIO.atLeast(2, "so").in("^16 "), figures).outcome()).isEqualTo(REACHED);
  }

  @Test
  void rowWithoutFiguresIsNotReached() {
    assertThat(Row.of(RATIO.atLeast(2, "so"), figures).outcome()).isEqualTo(NOT_MEASURED);
  }

  @Test
  void missingPeerSaysWhyAndIsNotReached() {
    measured("128 B", "ours", Unit.NANOS, 10);
    figures.missing("group", "peer", "nginx is not installed");
    Row row = Row.of(RATIO.atLeast(2, "so"), figures);
    assertThat(row.outcome()).isEqualTo(NOT_MEASURED);
    assertThat(row.whyNot()).isEqualTo("nginx is not installed");
  }

  @Test
  void loadThatOnlyOneSideHasIsNotReachedEither() {
    measured("16 B", "ours", Unit.NANOS, 10);
    measured("16 B", "peer", Unit.NANOS, 30);
    measured("128 B", "ours", Unit.NANOS, 10);
    assertThat(Row.of(RATIO.atLeast(2, "so"), figures).outcome()).isEqualTo(NOT_MEASURED);
  }

  @Test
  void shortLoadIsShortAlsoIfAnotherIsMissing() {
    measured("16 B", "ours", Unit.NANOS, 30);
    measured("16 B", "peer", Unit.NANOS, 30);
    measured("128 B", "ours", Unit.NANOS, 10);
    assertThat(Row.of(RATIO.atLeast(2, "so"), figures).outcome()).isEqualTo(SHORT);
  }

  @Test
  void rowWithoutTargetIsOnlyShown() {
    measured("1 GiB", "ours", Unit.SECONDS, 3);
    measured("1 GiB", "peer", Unit.SECONDS, 1);
    assertThat(Row.of(RATIO, figures).outcome()).isEqualTo(SHOWN);
  }

  @Test
  void heapNeedsNoPeer() {
    figures.add("group", "128 B", "ours", Unit.NANOS, 5, OptionalDouble.of(40));
    Target heap = Target.of("row", "group", "ours", Compared.HEAP, "bytes of heap");
    assertThat(Row.of(heap.atMost(40, "so"), figures).outcome()).isEqualTo(REACHED);
    assertThat(Row.of(heap.atMost(0.5, "so"), figures).outcome()).isEqualTo(SHORT);
  }

  @Test
  void valueIsHeldAgainstItsLimit() {
    measured("1 000 connections", "ours", Unit.BYTES, 0);
    Target none = Target.of("row", "group", "ours", Compared.VALUE, "direct memory");
    assertThat(Row.of(none.atMost(0, "so"), figures).outcome()).isEqualTo(REACHED);
  }
}
