package io.cleave.benchmarks.load;

import java.util.concurrent.TimeUnit;

/** When requests are due, at equal distances, and for how long. */
final class Pace {
  private final long start = System.nanoTime();
  private final long rate;
  private final double interval;
  private final long requests;
  private volatile boolean dropped;

  /**
   * One that begins now.
   *
   * @param rate requests a second over all connections
   */
  Pace(long rate, long nanos) {
    this.rate = rate;
    this.interval = (double) TimeUnit.SECONDS.toNanos(1) / rate;
    this.requests = (long) (nanos / interval);
  }

  /** When a request is due, in terms of {@link System#nanoTime}. */
  long due(long request) {
    return start + (long) (request * interval);
  }

  /** Whether there is such a request, and it is still wanted. */
  boolean has(long request) {
    return request < requests && !dropped;
  }

  /** How many there are in all. */
  long requests() {
    return requests;
  }

  long rate() {
    return rate;
  }

  /** What was not sent until now is wanted no more. */
  void drop() {
    dropped = true;
  }

  /** Waits until so much of it is over. */
  void await(long nanos) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(start + nanos - System.nanoTime());
  }
}
