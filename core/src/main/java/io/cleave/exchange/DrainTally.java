package io.cleave.exchange;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what becomes of exchanges while their connections drain.
 *
 * <p><b>Threading.</b> Any thread.
 */
public final class DrainTally {
  private final LongAdder completed = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder cut = new LongAdder();

  /** Nothing counted yet. */
  public DrainTally() {}

  void addCompleted() {
    completed.increment();
  }

  void addRefused(long count) {
    refused.add(count);
  }

  void addCut(long count) {
    cut.add(count);
  }

  /** Exchanges that came to their end. */
  public long completed() {
    return completed.sum();
  }

  /** Requests that came, or were made, too late, and were not started. */
  public long refused() {
    return refused.sum();
  }

  /** Exchanges that were still going on when the connection ended. */
  public long cut() {
    return cut.sum();
  }
}
