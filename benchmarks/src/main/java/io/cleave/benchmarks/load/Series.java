package io.cleave.benchmarks.load;

import java.util.ArrayList;
import java.util.List;

/** What was measured of one thing, window by window, in all forks. */
final class Series {
  private final List<Double> values = new ArrayList<>();

  void add(double value) {
    values.add(value);
  }

  double median() {
    return quantile(0.5);
  }

  /** Half the distance between the quartiles. */
  double spread() {
    return (quantile(0.75) - quantile(0.25)) / 2;
  }

  List<Double> values() {
    return values;
  }

  private double quantile(double q) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    double at = q * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }
}
