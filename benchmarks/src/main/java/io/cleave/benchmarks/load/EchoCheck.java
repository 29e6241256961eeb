package io.cleave.benchmarks.load;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Has a system echo some thousand requests within this process, and fails if one comes back wrong.
 */
public final class EchoCheck implements Answers {
  private static final int IN_FLIGHT = 16;
  private static final int ANSWERS = 3_000; // some of them are compared byte by byte
  private static final long PATIENCE_SECONDS = 20;

  private final CountDownLatch missing = new CountDownLatch(ANSWERS);
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  private EchoCheck() {}

  /**
   * Checks one.
   *
   * @param system its name
   * @throws Exception if it does not do what it should, with the reason
   */
  public static void check(String system) throws Exception {
    EchoCheck check = new EchoCheck();
    try (EchoSystem server = Systems.named(system);
        EchoSystem clients = Systems.named(system)) {
      EchoClient client = clients.connect(server.serve(), new Payload(100), check);
      client.execute(
          () -> {
            for (int i = 0; i < IN_FLIGHT; i++) {
              client.send(i);
            }
            client.flush();
          });
      check.await();
    }
  }

  private void await() throws InterruptedException {
    boolean all = missing.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    Throwable cause = failure.get();
    if (cause != null) {
      throw new LoadException("a request failed: " + cause, cause);
    }
    if (!all) {
      throw new LoadException(
          missing.getCount() + " answers are missing (expected: all of " + ANSWERS + ")");
    }
  }

  @Override
  public void answered(EchoClient client, long stamp) {
    missing.countDown();
    if (missing.getCount() > 0) {
      client.send(stamp + 1);
    }
  }

  @Override
  public void failed(Throwable cause) {
    if (missing.getCount() > 0 && failure.compareAndSet(null, cause)) {
      while (missing.getCount() > 0) {
        missing.countDown(); // nobody has to wait any more
      }
    }
  }
}
