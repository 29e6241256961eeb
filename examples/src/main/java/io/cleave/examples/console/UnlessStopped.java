package io.cleave.examples.console;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Work that a signal may end half-way, and that then has something to tidy up first. */
public final class UnlessStopped {
  private static final int PATIENCE_SECONDS = 5;

  private UnlessStopped() {}

  /**
   * Does the work.
   *
   * @param giveUp makes it fail at once; called from another thread when a signal comes
   */
  public static <T> T get(Runnable giveUp, Supplier<T> work) {
    CountDownLatch done = new CountDownLatch(1);
    Thread hook = new Thread(() -> stop(giveUp, done), "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return work.get();
    } finally {
      done.countDown();
      remove(hook);
    }
  }

  private static void stop(Runnable giveUp, CountDownLatch done) {
    giveUp.run();
    try {
      boolean tidy = done.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (!tidy) {
        System.err.println("cleave: stopped half-way; a .part file may be left");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException stopping) {
      // it runs already, and has been told
    }
  }
}
