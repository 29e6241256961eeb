package io.cleave.benchmarks.suite;

import java.util.List;

/**
 * What one system did under one load, once for each round.
 *
 * @param group the question, for example {@code decode}
 * @param cell the load, for example {@code >I 128 B}
 * @param system for example {@code FrameDecoder}
 * @param unit of the values
 * @param rounds one value for each round; what stands at the same place in another system's list
 *     was measured right before or after
 * @param heap bytes allocated for each, one value for each round; none if that was not counted
 */
record Figure(
    String group, String cell, String system, Unit unit, List<Double> rounds, List<Double> heap) {

  Figure {
    rounds = List.copyOf(rounds);
    heap = List.copyOf(heap);
  }

  Median median() {
    return Median.of(rounds);
  }
}
