package io.cleave.endpoint;

import io.cleave.connection.ConnectionLog;
import io.cleave.connection.Link;
import io.cleave.exchange.Connection;
import io.cleave.exchange.DrainTally;
import io.cleave.exchange.ExchangeException;
import io.cleave.exchange.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The connection of a client, and the next one when it is lost: one attempt at a time.
 *
 * <p><b>Threading.</b> Any thread; attempts are made on a worker.
 */
final class Reconnecting {
  /** After so long a connection counts as healthy, and failures are counted from 0 again: 30 s. */
  static final Duration HEALTHY = Duration.ofSeconds(30);

  private static final long WORKERS_MILLIS = 2_000;
  private static final AtomicInteger CLIENTS = new AtomicInteger();

  private final Link.Settings settings;
  private final @Nullable Backoff backoff;
  private final Native told;
  private final Workers workers;
  private final ConnectionLog log = new ConnectionLog(MessageClient.class);
  private final DrainTally tally = new DrainTally();
  private final String name;

  // all guarded by this
  private CompletableFuture<Connection> current = new CompletableFuture<>();
  private @Nullable Link link;
  private int failures;
  private long connectedAt;
  private boolean closed;
  private @Nullable Thread waiter;

  private Reconnecting(Link.Settings settings, @Nullable Backoff backoff, Native told) {
    this.settings = settings;
    this.backoff = backoff;
    this.told = told;
    this.name = "cleave-message-client-" + CLIENTS.incrementAndGet();
    this.workers = Workers.start(name + "-worker");
  }

  /** Makes the first connection. */
  static Reconnecting connect(Link.Settings settings, @Nullable Backoff backoff, Native told) {
    Reconnecting client = new Reconnecting(settings, backoff, told);
    try {
      client.connectOnce();
      return client;
    } catch (IOException e) {
      client.workers.stop(WORKERS_MILLIS);
      throw ConnectFailedException.of(settings.address(), settings.timeout(), e);
    } catch (RuntimeException e) {
      client.workers.stop(WORKERS_MILLIS);
      throw e;
    }
  }

  Link.Settings settings() {
    return settings;
  }

  DrainTally tally() {
    return tally;
  }

  private void connectOnce() throws IOException {
    Connection connection =
        Connection.connecting(told.settings(workers, log, tally), settings.address().unresolved());
    Link made =
        Link.connect(settings, Native.pipelines(), connection.stage(() -> {}), name + "-io");
    CompletableFuture<Connection> waiting;
    boolean tooLate;
    synchronized (this) {
      tooLate = closed;
      if (!tooLate) {
        link = made;
        connectedAt = System.nanoTime();
      }
      waiting = current;
    }
    if (tooLate) {
      made.close();
      return;
    }
    connection.finished().thenRun(() -> onWorker(() -> ended(connection, made)));
    waiting.complete(connection);
  }

  private void onWorker(Runnable task) {
    if (!workers.execute(task)) {
      task.run();
    }
  }

  /** A connection is over: its thread goes, and the next connection is made. */
  private void ended(Connection connection, Link was) {
    lost(connection);
    was.close();
  }

  /** The connection now, or the one that is being made. */
  CompletableFuture<Connection> connection() {
    CompletableFuture<Connection> now;
    synchronized (this) {
      now = current;
    }
    Connection connection = now.isDone() && !now.isCompletedExceptionally() ? now.join() : null;
    if (connection == null || connection.isOpen()) {
      return now;
    }
    lost(connection);
    synchronized (this) {
      return current;
    }
  }

  /** Makes another connection in place of this one, unless somebody does already. */
  private void lost(Connection connection) {
    synchronized (this) {
      boolean isCurrent = current.isDone() && current.getNow(connection) == connection;
      if (closed || backoff == null || !isCurrent || current.isCompletedExceptionally()) {
        return;
      }
      if (System.nanoTime() - connectedAt >= HEALTHY.toNanos()) {
        failures = 0;
      }
      current = new CompletableFuture<>();
    }
    onWorker(this::reconnect);
  }

  private void reconnect() {
    Backoff policy = backoff;
    if (policy == null) {
      return;
    }
    while (true) {
      int before;
      synchronized (this) {
        before = failures;
        failures++;
        if (closed) {
          return;
        }
        waiter = Thread.currentThread();
      }
      if (!policy.allows(before)) {
        giveUp(before);
        return;
      }
      try {
        Thread.sleep(policy.delay(before).toMillis());
        connectOnce();
        return;
      } catch (IOException e) {
        log.gone(
            settings.address().unresolved(), "not connected again: " + ConnectionLog.sentence(e));
      } catch (InterruptedException e) {
        return; // closed
      } finally {
        synchronized (this) {
          waiter = null;
        }
      }
    }
  }

  private void giveUp(int attempts) {
    CompletableFuture<Connection> waiting;
    synchronized (this) {
      waiting = current;
    }
    waiting.completeExceptionally(
        new ExchangeException(
            Status.UNAVAILABLE,
            settings.address() + ": not connected again in " + attempts + " attempts"));
  }

  /** Takes no new requests, finishes what is in flight; done when that is so. */
  CompletableFuture<Void> drain() {
    CompletableFuture<Connection> now;
    synchronized (this) {
      closed = true;
      now = current;
    }
    failIfWaiting(now);
    return now.isCompletedExceptionally()
        ? CompletableFuture.completedFuture(null)
        : now.join().drain("the client is closing");
  }

  private void failIfWaiting(CompletableFuture<Connection> now) {
    now.completeExceptionally(new ExchangeException(Status.UNAVAILABLE, "the client is closed"));
  }

  /** Closes the connection, and makes no other. */
  void close() {
    CompletableFuture<Connection> now;
    Link last;
    synchronized (this) {
      closed = true;
      now = current;
      last = link;
      if (waiter != null) {
        waiter.interrupt();
      }
    }
    failIfWaiting(now);
    if (last != null) {
      last.close();
    }
    workers.stop(WORKERS_MILLIS);
  }

  /** Whether the caller may not wait for this client. */
  boolean isOwnThread() {
    return workers.isWorker();
  }
}
