package io.cleave.endpoint;

import io.cleave.connection.Acceptor;
import io.cleave.connection.ConnectionLog;
import io.cleave.connection.LinkEvent;
import io.cleave.connection.LinkLimits;
import io.cleave.connection.Pipelines;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * What a running server consists of: what accepts, what works, and the conversations between them.
 *
 * <p><b>Threading.</b> Any; {@link #stop} blocks.
 */
final class Serving {
  private static final AtomicInteger SERVERS = new AtomicInteger();

  /** What a gentle close takes at most when the peer does not close too, and a little more. */
  private static final long LINGER_MILLIS = 1_500;

  private static final long WORKERS_MILLIS = 2_000;

  private final Server.Settings settings;
  private final ConnectionLog log;
  private final Workers workers;
  private final Set<Served> conversations = ConcurrentHashMap.newKeySet();
  private final Acceptor acceptor;
  private final CompletableFuture<Boolean> stopped = new CompletableFuture<>();
  private volatile boolean stopping;

  private Serving(
      Server.Settings settings,
      Pipelines pipelines,
      BiFunction<Serving, SocketAddress, ChannelHandler> conversations,
      ConnectionLog log,
      String name)
      throws IOException {
    this.settings = settings;
    this.log = log;
    this.workers = Workers.start(name + "-worker");
    Function<SocketAddress, ChannelHandler> owners =
        peer -> {
          requireRoom();
          return conversations.apply(this, peer);
        };
    Acceptor listening;
    try {
      listening = Acceptor.bind(settings.acceptor(), pipelines, owners, log, name + "-io");
    } catch (IOException | RuntimeException e) {
      workers.stop(WORKERS_MILLIS);
      throw e;
    }
    this.acceptor = listening;
  }

  /** Starts a server. */
  static Serving start(
      Server.Settings settings,
      Pipelines pipelines,
      BiFunction<Serving, SocketAddress, ChannelHandler> conversations,
      Class<? extends Server> owner,
      String name) {
    String thread = "cleave-" + name + "-" + SERVERS.incrementAndGet();
    try {
      return new Serving(settings, pipelines, conversations, new ConnectionLog(owner), thread);
    } catch (IOException e) {
      throw BindFailedException.of(settings.acceptor().address(), e);
    }
  }

  /** What a connection asked for before it was gone may still wait, so they may become many. */
  private void requireRoom() {
    if (workers.isFull()) {
      throw new RejectedExecutionException(
          "busy: requests of more than "
              + Workers.MAX_WAITING
              + " connections wait for a worker (expected: fewer)");
    }
  }

  Workers workers() {
    return workers;
  }

  ConnectionLog log() {
    return log;
  }

  /** What a connection did or did not do. */
  String sentence(LinkEvent event, Channel channel) {
    LinkLimits limits = settings.acceptor().limits();
    return switch (event) {
      case IDLE -> "nothing came for " + Lost.seconds(limits.idle());
      case TOO_SLOW ->
          "too slow (expected: length and header within "
              + Lost.seconds(limits.head())
              + ", a body at "
              + limits.bodyRate()
              + " bytes a second or more)";
      case NO_FIRST_MESSAGE ->
          "no message (expected: the first within " + Lost.seconds(limits.firstMessage()) + ")";
      case WRITE_STALLED -> "it takes nothing of its answer";
      case OVERFLOW -> limits.overflow(channel);
      case SILENT -> "it says nothing, not even when it is asked";
    };
  }

  SocketAddress address() {
    return acceptor.address();
  }

  int openConnections() {
    return acceptor.openConnections();
  }

  void began(Served conversation) {
    conversations.add(conversation);
    if (stopping) {
      conversation.drain();
    }
  }

  void ended(Served conversation) {
    conversations.remove(conversation);
    try {
      settings.onDisconnect().accept(conversation.peer());
    } catch (RuntimeException e) {
      log.failed(conversation.peer(), "onDisconnect failed", e);
    }
  }

  boolean stop() {
    return stop(settings.grace());
  }

  boolean stop(Duration grace) {
    if (grace.isNegative()) {
      throw new IllegalArgumentException("grace: " + grace + " (expected: zero, or more)");
    }
    if (workers.isWorker() || acceptor.isOnEventLoop()) {
      throw new IllegalStateException(
          "stop: called by a handler of the same server, it would wait for itself (expected: a"
              + " thread of the application)");
    }
    synchronized (this) {
      if (stopping) {
        return stopped.join();
      }
      stopping = true;
    }
    boolean inTime = false;
    try {
      inTime = stopNow(System.nanoTime() + saturatedNanos(grace));
    } finally {
      stopped.complete(inTime);
    }
    return inTime;
  }

  private boolean stopNow(long deadline) {
    acceptor.stopAccepting();
    List<Served> open = new ArrayList<>(conversations);
    open.forEach(Served::drain);
    boolean inTime = await(open, Served::settled, deadline);
    if (inTime) {
      long linger = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LINGER_MILLIS);
      await(open, Served::finished, linger);
    }
    acceptor.close();
    workers.stop(WORKERS_MILLIS);
    return inTime;
  }

  private static boolean await(
      List<Served> all, Function<Served, CompletableFuture<Void>> what, long deadline) {
    try {
      CompletableFuture.allOf(all.stream().map(what).toArray(CompletableFuture<?>[]::new))
          .get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException e) {
      throw new AssertionError("these futures do not fail", e);
    }
  }

  private static long saturatedNanos(Duration duration) {
    return duration.compareTo(Duration.ofDays(365)) > 0
        ? TimeUnit.DAYS.toNanos(365)
        : duration.toNanos();
  }
}
