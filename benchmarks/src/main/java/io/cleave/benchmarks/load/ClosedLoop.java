package io.cleave.benchmarks.load;

import java.util.Collection;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/** Keeps a number of requests in flight on each connection: every answer sends the next one. */
final class ClosedLoop implements Answers {
  private final LongAdder answered = new LongAdder();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private volatile boolean stopped;

  void start(Collection<EchoClient> clients, int inFlight) {
    for (EchoClient client : clients) {
      client.execute(
          () -> {
            for (int i = 0; i < inFlight; i++) {
              client.send(i);
            }
            client.flush();
          });
    }
  }

  @Override
  public void answered(EchoClient client, long stamp) {
    answered.increment();
    if (!stopped) {
      client.send(stamp + 1);
    }
  }

  @Override
  public void failed(Throwable cause) {
    if (!stopped) {
      failure.compareAndSet(null, cause);
    }
  }

  /** How many answers have come. */
  long answered() {
    Throwable cause = failure.get();
    if (cause != null) {
      throw new IllegalStateException("a request failed: " + cause, cause);
    }
    return answered.sum();
  }

  /** Sends no more. */
  void stop() {
    stopped = true;
  }
}
