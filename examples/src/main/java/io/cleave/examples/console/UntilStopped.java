package io.cleave.examples.console;

import io.cleave.endpoint.Server;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Keeps a server going until SIGINT or SIGTERM, and gives it time to finish then. */
public final class UntilStopped {
  private UntilStopped() {}

  /**
   * Says where the server listens, and never comes back: a signal ends the program, with exit code
   * 0 if all was finished within {@code grace}, else 1.
   *
   * @param address HOST:PORT
   */
  public static int serve(Server server, String address, Duration grace) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, grace), "stop"));
    System.out.println("listening on " + address);
    System.out.flush();
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException never) {
      Thread.currentThread().interrupt();
    }
    return 0;
  }

  private static void stop(Server server, Duration grace) {
    boolean finished = server.stop(grace);
    System.out.flush();
    System.err.flush();
    // the only way out of here that chooses the exit code
    Runtime.getRuntime().halt(finished ? 0 : 1);
  }
}
