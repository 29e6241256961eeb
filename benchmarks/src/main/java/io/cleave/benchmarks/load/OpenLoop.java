package io.cleave.benchmarks.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * Sends at a fixed rate, whatever comes back, and measures from the moment a request was due.
 *
 * <p>A server that stands still for 10 ms delays all requests of that time, not only the one it
 * works on; measured from when each was really sent, the others would look fast (coordinated
 * omission).
 */
final class OpenLoop {
  private static final int PRECISION = 2;
  private static final int WARM_UPS = 10;

  /** The rate was not kept if at the end more of its requests than those of 200 ms wait. */
  private static final int LATE_PER_SECOND = 5;

  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(2);

  private final Recorder latencies = new Recorder(PRECISION);
  private final LongAdder answers = new LongAdder();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final List<OpenConnection> connections = new ArrayList<>();

  OpenLoop(EchoSystem system, int port, Payload payload, int connections) throws Exception {
    for (int i = 0; i < connections; i++) {
      this.connections.add(new OpenConnection(this, system, port, payload));
    }
  }

  void answered(long nanos) {
    answers.increment();
    latencies.recordValue(Math.max(0, nanos));
  }

  void failed(Throwable cause) {
    failure.compareAndSet(null, cause);
  }

  /**
   * Keeps a rate for a while, for code to be compiled; in parts, as the end of each is run through
   * code that has to be compiled as well.
   */
  void warmUp(long rate, long nanos) throws InterruptedException {
    for (int i = 0; i < WARM_UPS; i++) {
      share(rate, nanos / WARM_UPS);
    }
  }

  /** Keeps a rate as well as it can; returns which share of the answers came in that time. */
  double share(long rate, long nanos) throws InterruptedException {
    long before = answers.sum();
    Pace pace = new Pace(rate, nanos);
    keep(pace);
    pace.await(nanos);
    double share = (double) (answers.sum() - before) / pace.requests();
    pace.drop();
    awaitLast();
    return share;
  }

  /**
   * The nanoseconds from due to answered, window by window.
   *
   * @throws LoadException if the answers do not come as fast as the requests are due
   */
  LatencyRun measure(long rate, long nanos, long windowNanos) throws InterruptedException {
    latencies.getIntervalHistogram(); // what came before
    long before = answers.sum();
    Pace pace = new Pace(rate, nanos);
    keep(pace);
    List<Histogram> windows = new ArrayList<>();
    for (long until = windowNanos; until <= nanos; until += windowNanos) {
      pace.await(until);
      windows.add(latencies.getIntervalHistogram()); // looked at later, when nobody is disturbed
    }
    requireKept(pace, answers.sum() - before);
    awaitLast();
    return LatencyRun.of(windows, latencies.getIntervalHistogram());
  }

  private static void requireKept(Pace pace, long answered) {
    if (pace.requests() - answered > pace.rate() / LATE_PER_SECOND) {
      throw new LoadException(
          String.format(
              Locale.ROOT,
              "%,d requests a second are too many: %,d of %,d were answered in time",
              pace.rate(),
              answered,
              pace.requests()));
    }
  }

  private void keep(Pace pace) {
    for (int i = 0; i < connections.size(); i++) {
      connections.get(i).keep(pace, i, connections.size());
    }
  }

  private void awaitLast() throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE;
    while (connections.stream().anyMatch(OpenConnection::isBusy)) {
      Throwable cause = failure.get();
      if (cause != null) {
        throw new LoadException("a request failed: " + cause, cause);
      }
      if (System.nanoTime() > deadline) {
        throw new LoadException("answers are missing after 2 s (expected: one for each request)");
      }
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }
}
