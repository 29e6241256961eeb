package io.cleave.benchmarks.load;

/** Searches the highest rate that is answered, in steps that get smaller. */
final class Peak {
  /** A rate that most can keep. */
  static final long FIRST = 200_000;

  private static final double ANSWERED = 0.97;
  private static final double PRECISION = 1.06;

  private Peak() {}

  /** Tries a rate; returns which share of its requests was answered in time. */
  @FunctionalInterface
  interface Trial {
    double share(long rate) throws InterruptedException;
  }

  static long search(Trial trial) throws InterruptedException {
    long kept = 1;
    long tooMuch = Long.MAX_VALUE;
    for (long rate = FIRST; tooMuch > kept * PRECISION; rate = between(kept, tooMuch)) {
      if (trial.share(rate) >= ANSWERED) {
        kept = rate;
      } else {
        tooMuch = rate;
      }
    }
    return kept;
  }

  private static long between(long kept, long tooMuch) {
    if (tooMuch == Long.MAX_VALUE) {
      return kept * 2;
    }
    return kept == 1 ? tooMuch / 2 : (kept + tooMuch) / 2;
  }
}
