package io.cleave.benchmarks.load;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * Sends at a fixed rate, whatever comes back, and measures from the moment a request was due.
 *
 * <p>A server that stands still for 10 ms delays all requests of that time, not only the one it
 * works on; measured from when each was really sent, the others would look fast (coordinated
 * omission).
 */
final class OpenLoop implements Answers {
  private static final long TICK = TimeUnit.MICROSECONDS.toNanos(50);
  private static final long LEAD_IN = TimeUnit.SECONDS.toNanos(1);
  private static final int WARM_UP_IN_FLIGHT = 64;
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(2);

  private final Recorder latencies = new Recorder(3);
  private final LongAdder answered = new LongAdder();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final long rate;
  private volatile boolean warming;
  private long sent;

  /** One that sends so many requests a second over all connections. */
  OpenLoop(long rate) {
    this.rate = rate;
  }

  @Override
  public void answered(EchoClient client, long stamp) {
    if (warming) {
      client.send(stamp);
      return;
    }
    latencies.recordValue(Math.max(0, System.nanoTime() - stamp));
    answered.increment();
  }

  @Override
  public void failed(Throwable cause) {
    failure.compareAndSet(null, cause);
  }

  /** Runs; returns the nanoseconds from due to answered of all requests after the warm-up. */
  Histogram run(List<EchoClient> clients, long warmUpNanos, long nanos) {
    warmUp(clients, warmUpNanos);
    long start = System.nanoTime();
    send(clients, start, LEAD_IN);
    latencies.getIntervalHistogram();
    send(clients, start, LEAD_IN + nanos);
    awaitAnswers();
    return latencies.getIntervalHistogram();
  }

  /** In a closed loop: code that is not compiled yet cannot keep up with the rate. */
  private void warmUp(List<EchoClient> clients, long nanos) {
    warming = true;
    sent = (long) WARM_UP_IN_FLIGHT * clients.size();
    for (EchoClient client : clients) {
      client.execute(
          () -> {
            for (int i = 0; i < WARM_UP_IN_FLIGHT; i++) {
              client.send(System.nanoTime());
            }
            client.flush();
          });
    }
    LockSupport.parkNanos(nanos);
    warming = false;
    awaitAnswers();
    answered.reset();
    sent = 0;
  }

  private void awaitAnswers() {
    long deadline = System.nanoTime() + PATIENCE;
    while (answered.sum() < sent) {
      check(deadline);
      LockSupport.parkNanos(TICK);
    }
  }

  private void send(List<EchoClient> clients, long start, long until) {
    for (long now = 0; now < until; now = System.nanoTime() - start) {
      long due = (long) (now * (rate / 1e9));
      if (due > sent) {
        sendUntil(clients, due, start);
      }
      check(Long.MAX_VALUE);
      LockSupport.parkNanos(TICK);
    }
  }

  private void sendUntil(List<EchoClient> clients, long due, long start) {
    int connections = clients.size();
    for (int i = 0; i < Math.min(connections, due - sent); i++) {
      long first = sent + i;
      EchoClient client = clients.get((int) (first % connections));
      client.execute(
          () -> {
            for (long each = first; each < due; each += connections) {
              client.send(start + (long) (each * (1e9 / rate)));
            }
            client.flush();
          });
    }
    sent = due;
  }

  private void check(long deadline) {
    Throwable cause = failure.get();
    if (cause != null) {
      throw new IllegalStateException("a request failed: " + cause, cause);
    }
    long waiting = sent - answered.sum();
    if (waiting > 2 * rate || System.nanoTime() > deadline) {
      throw new IllegalStateException(
          waiting + " answers are missing (expected: one for each request, " + rate + " a second)");
    }
  }
}
