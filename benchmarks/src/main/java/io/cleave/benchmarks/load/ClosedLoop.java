package io.cleave.benchmarks.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/** Keeps a number of requests in flight on each connection: every answer sends the next one. */
final class ClosedLoop implements Answers {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);

  private final List<EchoClient> clients = new ArrayList<>();
  private final LongAdder answered = new LongAdder();
  private final LongAdder last = new LongAdder();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private volatile boolean running;
  private long inFlight;

  /** Makes connections more, which do nothing for the time being. */
  void connect(EchoSystem system, int port, Payload payload, int connections) throws Exception {
    for (int i = 0; i < connections; i++) {
      clients.add(system.connect(port, payload, this));
    }
  }

  /** Sends so many requests on each connection, and one for each answer. */
  void start(int inFlightEach) {
    running = true;
    inFlight = (long) inFlightEach * clients.size();
    for (EchoClient client : clients) {
      client.execute(
          () -> {
            for (int i = 0; i < inFlightEach; i++) {
              client.send(i);
            }
            client.flush();
          });
    }
  }

  /** Sends no more, and waits for the answers: new connections would have to wait for theirs. */
  void pause() throws InterruptedException {
    running = false;
    long deadline = System.nanoTime() + PATIENCE;
    while (last.sum() < inFlight) {
      answered(); // or why there are none
      if (System.nanoTime() > deadline) {
        throw new LoadException(inFlight - last.sum() + " answers are missing after 20 s");
      }
      TimeUnit.MILLISECONDS.sleep(1);
    }
    last.reset();
  }

  @Override
  public void answered(EchoClient client, long stamp) {
    answered.increment();
    if (running) {
      client.send(stamp + 1);
    } else {
      last.increment();
    }
  }

  @Override
  public void failed(Throwable cause) {
    failure.compareAndSet(null, cause);
  }

  /** How many answers have come. */
  long answered() {
    Throwable cause = failure.get();
    if (cause != null) {
      throw new LoadException("a request failed: " + cause, cause);
    }
    return answered.sum();
  }
}
