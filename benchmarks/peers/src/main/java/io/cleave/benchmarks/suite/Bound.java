package io.cleave.benchmarks.suite;

import java.util.Locale;

/** On which side of a target a value has to be. */
enum Bound {
  AT_LEAST("≥"),
  AT_MOST("≤");

  private final String sign;

  Bound(String sign) {
    this.sign = sign;
  }

  boolean holds(double value, double target) {
    return this == AT_LEAST ? value >= target : value <= target;
  }

  boolean isWorse(double value, double other) {
    return this == AT_LEAST ? value < other : value > other;
  }

  String text(double target) {
    return sign + String.format(Locale.ROOT, " %.2f", target);
  }
}
