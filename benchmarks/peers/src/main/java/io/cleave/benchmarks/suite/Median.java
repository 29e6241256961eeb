package io.cleave.benchmarks.suite;

import java.util.Collection;
import java.util.Locale;

/**
 * The middle of a few values, and how far they lie apart.
 *
 * @param value the median
 * @param spread half the distance between the smallest and the largest
 */
record Median(double value, double spread) {
  static Median of(Collection<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("values: none (expected: one or more)");
    }
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    double value =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Median(value, (sorted[sorted.length - 1] - sorted[0]) / 2);
  }

  /** Three digits where that is enough; nobody compares the others. */
  static String number(double value) {
    double size = Math.abs(value);
    if (size >= 1e6) {
      return String.format(Locale.ROOT, "%.2f M", value / 1e6);
    }
    if (size >= 1e4) {
      return String.format(Locale.ROOT, "%.0f k", value / 1e3);
    }
    return String.format(Locale.ROOT, size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f", value);
  }
}
