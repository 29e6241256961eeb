package io.cleave.benchmarks.suite;

/** What a figure is counted in, and which way is better. */
enum Unit {
  NANOS("ns", false),
  MICROS("µs", false),
  SECONDS("s", false),
  BYTES("B", false),
  PER_SECOND("/s", true);

  private final String symbol;
  private final boolean moreIsBetter;

  Unit(String symbol, boolean moreIsBetter) {
    this.symbol = symbol;
    this.moreIsBetter = moreIsBetter;
  }

  String symbol() {
    return symbol;
  }

  /** How many times better {@code ours} is than {@code peer}; above 1 is better. */
  double timesBetter(double ours, double peer) {
    return moreIsBetter ? ours / peer : peer / ours;
  }
}
