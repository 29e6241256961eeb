package io.cleave.header;

/** How much time something takes when nothing else on the machine gets in its way. */
final class Cpu {

  /** No header may take longer, nanoseconds. */
  static final long LIMIT = 5_000_000;

  private static final int WARM_UP = 50;
  private static final int RUNS = 5;

  private Cpu() {}

  /** The shortest of a few runs after some to warm up, nanoseconds: what it costs by itself. */
  static long of(Runnable work) {
    for (int i = 0; i < WARM_UP; i++) {
      work.run();
    }
    long shortest = Long.MAX_VALUE;
    for (int i = 0; i < RUNS; i++) {
      long before = System.nanoTime();
      work.run();
      shortest = Math.min(shortest, System.nanoTime() - before);
    }
    return shortest;
  }
}
