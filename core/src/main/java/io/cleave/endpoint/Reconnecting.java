package io.cleave.endpoint;

import io.cleave.connection.ConnectionLog;
import io.cleave.connection.Link;
import io.cleave.exchange.Connection;
import io.cleave.exchange.DrainTally;
import io.cleave.exchange.ExchangeException;
import io.cleave.exchange.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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

  /** How many requests and events wait for the next connection at most. */
  static final int MAX_WAITING = 10_000;

  private static final long WORKERS_MILLIS = 2_000;
  private static final AtomicInteger CLIENTS = new AtomicInteger();

  private final Link.Settings settings;
  private final @Nullable Backoff backoff;
  private final Native told;
  private final Workers workers;
  private final ConnectionLog log = new ConnectionLog(MessageClient.class);
  private final DrainTally tally = new DrainTally();
  private final String name;
  private final AtomicInteger waiting = new AtomicInteger();

  // all guarded by this
  private CompletableFuture<Connection> current = new CompletableFuture<>();
  private final Set<Link> links = new HashSet<>(); // the last one, and those that still drain
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
    CompletableFuture<Connection> awaited;
    boolean tooLate;
    synchronized (this) {
      tooLate = closed;
      if (!tooLate) {
        links.add(made);
        connectedAt = System.nanoTime();
      }
      awaited = current;
    }
    if (tooLate) {
      made.close();
      return;
    }
    awaited.complete(connection); // before it is looked at, as it may be over already
    connection.finished().thenRun(() -> onWorker(() -> ended(connection, made)));
  }

  private void onWorker(Runnable task) {
    if (!workers.executeTurn(task)) {
      task.run();
    }
  }

  /** A connection is over: its thread goes, and the next connection is made. */
  private void ended(Connection connection, Link was) {
    lost(connection);
    was.close();
    synchronized (this) {
      links.remove(was);
    }
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
    CompletableFuture<Connection> awaited;
    synchronized (this) {
      awaited = current;
    }
    awaited.completeExceptionally(
        ExchangeException.notStarted(
            Status.UNAVAILABLE,
            settings.address() + ": not connected again in " + attempts + " attempts"));
  }

  /** Counts one more that waits for the next connection; returns false if too many do. */
  boolean mayWait(CompletableFuture<?> result) {
    if (waiting.incrementAndGet() > MAX_WAITING) {
      waiting.decrementAndGet();
      return false;
    }
    result.whenComplete((done, failure) -> waiting.decrementAndGet());
    return true;
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
    now.completeExceptionally(
        ExchangeException.notStarted(Status.UNAVAILABLE, "the client is closed"));
  }

  /** Closes the connection, and makes no other. */
  void close() {
    CompletableFuture<Connection> now;
    List<Link> last;
    synchronized (this) {
      closed = true;
      now = current;
      last = List.copyOf(links);
      if (waiter != null) {
        waiter.interrupt();
      }
    }
    failIfWaiting(now);
    last.forEach(Link::closeSoon);
    last.forEach(Link::close);
    workers.stop(WORKERS_MILLIS);
  }

  /** Whether the caller may not wait for this client. */
  boolean isOwnThread() {
    return workers.isWorker();
  }
}
