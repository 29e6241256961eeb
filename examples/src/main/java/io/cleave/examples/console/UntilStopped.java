package io.cleave.examples.console;

import io.cleave.endpoint.Server;
import io.cleave.examples.options.DurationText;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;

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
    return serve(server::stop, address, grace);
  }

  /**
   * The same for a server of any kind.
   *
   * @param stop stops it within the time it is given, and tells whether all was finished
   */
  public static int serve(Predicate<Duration> stop, String address, Duration grace) {
    begin(stop, address, grace);
    return waitForSignal();
  }

  /**
   * The same for a server with an operator: when his work is over, so is the server's.
   *
   * @return what the operator's work gives, or 1 if not all was finished
   */
  public static int serve(
      Predicate<Duration> stop, String address, Duration grace, Callable<Integer> operator)
      throws Exception {
    Thread hook = begin(stop, address, grace);
    int exitCode;
    try {
      exitCode = operator.call();
    } finally {
      leave(hook);
    }
    return finishes(stop, grace) ? exitCode : 1;
  }

  private static boolean finishes(Predicate<Duration> stop, Duration grace) {
    boolean finished = stop.test(grace);
    if (!finished) {
      System.err.println(
          "cleave: not all was finished within --grace "
              + DurationText.of(grace)
              + ", the rest was cut off");
    }
    return finished;
  }

  private static Thread begin(Predicate<Duration> stop, String address, Duration grace) {
    Thread hook = new Thread(() -> stop(stop, grace), "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    System.out.println("listening on " + address);
    System.out.flush();
    return hook;
  }

  /** From here on a signal does what it does to any program; not if it has come already. */
  private static void leave(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException stopping) {
      waitForSignal(); // which chooses the exit code
    }
  }

  private static int waitForSignal() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException never) {
      Thread.currentThread().interrupt();
    }
    return 0;
  }

  private static void stop(Predicate<Duration> stop, Duration grace) {
    boolean finished = finishes(stop, grace);
    System.out.flush();
    System.err.flush();
    // the only way out of here that chooses the exit code
    Runtime.getRuntime().halt(finished ? 0 : 1);
  }
}
