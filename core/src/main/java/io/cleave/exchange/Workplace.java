package io.cleave.exchange;

import io.cleave.connection.ConnectionLog;
import java.net.SocketAddress;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where the application's code runs for one connection, and how many are at it.
 *
 * <p><b>Threading.</b> Any thread.
 */
final class Workplace {
  private final Executor workers;
  private final Executor notices;
  private final ConnectionLog log;
  private final SocketAddress peer;
  private final Runnable atRest;
  private final AtomicInteger working = new AtomicInteger();

  /**
   * A place where nobody works yet.
   *
   * @param atRest told whenever nobody works any more
   */
  Workplace(ExchangeSettings settings, SocketAddress peer, Runnable atRest) {
    this.workers = settings.workers();
    this.notices = settings.notices();
    this.log = settings.log();
    this.peer = peer;
    this.atRest = atRest;
  }

  boolean isAtRest() {
    return working.get() == 0;
  }

  /** Runs it on a worker; returns false if none takes it. */
  boolean work(Runnable task) {
    return workOn(workers, task);
  }

  private boolean workOn(Executor executor, Runnable task) {
    working.incrementAndGet();
    try {
      executor.execute(
          () -> {
            try {
              task.run();
            } finally {
              workEnds();
            }
          });
      return true;
    } catch (RejectedExecutionException none) {
      workEnds();
      return false;
    }
  }

  private void workEnds() {
    if (working.decrementAndGet() == 0) {
      atRest.run();
    }
  }

  /**
   * Runs what the application wants to hear on a worker, however many are busy, or here if there is
   * none any more; what it throws is logged.
   */
  @SuppressWarnings("CatchingUnchecked") // whatever the application throws is its own
  void tell(Runnable task) {
    Runnable logged =
        () -> {
          try {
            task.run();
          } catch (Throwable failure) {
            handlerFailed("the connection", failure);
          }
        };
    if (!workOn(notices, logged)) {
      logged.run();
    }
  }

  void handlerFailed(String what, Throwable failure) {
    log.erred(peer, "the handler of " + what + " failed", failure);
  }
}
