package io.cleave.benchmarks.load;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * One connection of an {@link OpenLoop}. It sends from the thread that reads its answers: one more
 * thread would take a processor from the server, and each would have to wake up the other.
 */
final class OpenConnection implements Answers {
  /**
   * Without an answer at the same time. What is due beyond that waits here instead of in buffers;
   * for its latency, which begins when it was due, that makes no difference.
   */
  private static final int MOST_IN_FLIGHT = 1_024;

  /** A timer may be late by as much, so for the rest of the time the clock is looked at. */
  private static final long TIMER_NANOS = 100_000;

  private final OpenLoop loop;
  private final EchoClient client;
  private final AtomicInteger inFlight = new AtomicInteger();
  private volatile boolean keepsPace;

  OpenConnection(OpenLoop loop, EchoSystem system, int port, Payload payload) throws Exception {
    this.loop = loop;
    this.client = system.connect(port, payload, this);
  }

  /**
   * Sends one request of so many of a pace.
   *
   * @param first the first of its own
   * @param step from one to the next
   */
  void keep(Pace pace, int first, int step) {
    keepsPace = true;
    client.execute(() -> sendDue(pace, first, step));
  }

  private void sendDue(Pace pace, long first, int step) {
    long now = System.nanoTime();
    long next = first;
    while (pace.has(next) && pace.due(next) <= now && inFlight.get() < MOST_IN_FLIGHT) {
      inFlight.incrementAndGet();
      client.send(pace.due(next));
      next += step;
    }
    if (next != first) {
      client.flush();
    }
    if (pace.has(next)) {
      long following = next;
      long pause = pace.due(next) - System.nanoTime() - TIMER_NANOS;
      client.executeLater(Math.max(1, pause), () -> sendDue(pace, following, step));
    } else {
      keepsPace = false;
    }
  }

  /** Whether there is a request to be sent, or an answer to come. */
  boolean isBusy() {
    return keepsPace || inFlight.get() > 0;
  }

  @Override
  public void answered(EchoClient client, long stamp) {
    inFlight.decrementAndGet();
    loop.answered(System.nanoTime() - stamp);
  }

  @Override
  public void failed(Throwable cause) {
    loop.failed(cause);
  }
}
