package io.cleave.endpoint;

import io.cleave.connection.Address;
import io.cleave.connection.Link;
import io.cleave.connection.OnLoop;
import io.cleave.connection.Pipelines;
import io.netty.channel.ChannelFuture;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a connected client consists of: the link, what has come, and whose turn it is.
 *
 * <p><b>Threading.</b> Any but an event loop. Whoever waits for an answer has the turn; sending
 * needs none.
 *
 * @param <T> what comes
 */
final class Asking<T> {
  private static final AtomicInteger CLIENTS = new AtomicInteger();

  private final SocketAddress peer;
  private final Link link;
  private final Answers<T> answers;
  private final TimeLimit limit;
  private final ReentrantLock turn = new ReentrantLock(true);
  private volatile boolean closed;

  private Asking(SocketAddress peer, Link link, Answers<T> answers, TimeLimit limit) {
    this.peer = peer;
    this.link = link;
    this.answers = answers;
    this.limit = limit;
  }

  static <T> Asking<T> connect(
      Link.Settings settings,
      Pipelines pipelines,
      BiFunction<SocketAddress, TimeLimit, Answers<T>> answersOf) {
    Address address = settings.address();
    SocketAddress peer = address.unresolved();
    TimeLimit limit = new TimeLimit(peer, settings.timeout());
    Answers<T> answers = answersOf.apply(peer, limit);
    try {
      Link link =
          Link.connect(settings, pipelines, answers, "cleave-client-" + CLIENTS.incrementAndGet());
      limit.begins(link, answers);
      return new Asking<>(peer, link, answers, limit);
    } catch (IOException e) {
      throw ConnectFailedException.of(address, settings.timeout(), e);
    }
  }

  SocketAddress peer() {
    return link.peer();
  }

  /** Sends, and waits until the socket has taken it. */
  void send(Object msg) {
    checkOpen(msg);
    ChannelFuture sent = link.channel().writeAndFlush(msg);
    try {
      sent.await();
    } catch (InterruptedException e) {
      throw interrupted();
    }
    RuntimeException failure = failureOf(sent);
    if (failure != null) {
      throw failure;
    }
  }

  /**
   * Sends, and waits for the answer.
   *
   * @param whole waits for the rest of it, if what comes first need not be all
   */
  T call(Object msg, UnaryOperator<T> whole) {
    return inTurn(msg, unless -> whole.apply(next(unless)));
  }

  /** Sends, and waits for what comes first; null if the peer closes instead. */
  @Nullable T first(Object msg) {
    return inTurn(msg, unless -> unlessClosed(() -> next(unless)));
  }

  private <R extends @Nullable Object> R inTurn(
      Object msg, Function<Supplier<@Nullable RuntimeException>, R> answer) {
    checkOpen(msg);
    turn.lock();
    try {
      checkOpen(msg);
      ChannelFuture sent = link.channel().writeAndFlush(msg);
      sent.addListener(done -> answers.wake());
      return answer.apply(() -> failureOf(sent));
    } finally {
      turn.unlock();
    }
  }

  /** Waits for what comes next; null if the peer closes instead. */
  @Nullable T nextUnlessClosed() {
    return unlessClosed(() -> next(Asking::nothingSent));
  }

  private @Nullable T unlessClosed(Supplier<@Nullable T> waiting) {
    try {
      return waiting.get();
    } catch (ConnectionLostException e) {
      if (e.isOrderly()) {
        return null;
      }
      throw e;
    }
  }

  /** Says that nothing more is sent, and waits until the peer has closed too. */
  void end() {
    checkOpen(null);
    turn.lock();
    try {
      link.shutdownOutput();
      T unasked;
      do {
        unasked = nextUnlessClosed();
      } while (unasked != null);
    } finally {
      turn.unlock();
    }
  }

  /** Waits for what comes unasked. */
  T receive(UnaryOperator<T> whole) {
    checkOpen(null);
    turn.lock();
    try {
      return whole.apply(next(Asking::nothingSent));
    } finally {
      turn.unlock();
    }
  }

  private T next(Supplier<@Nullable RuntimeException> unless) {
    T next = await(limit, unless);
    if (next == null) {
      throw limit.lost();
    }
    return next;
  }

  private @Nullable T await(Patience patience, Supplier<@Nullable RuntimeException> unless) {
    try {
      return answers.await(patience, unless);
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  /** What else comes; null if nothing did in time, or the peer has closed. */
  @Nullable T more(Patience patience) {
    return unlessClosed(() -> await(patience, Asking::nothingSent));
  }

  private static @Nullable RuntimeException nothingSent() {
    return null;
  }

  /** Why it could not be sent; null if it could, or nobody knows yet. */
  private @Nullable RuntimeException failureOf(ChannelFuture sent) {
    Throwable cause = sent.cause();
    if (cause == null) {
      return null;
    }
    boolean refused = cause instanceof RuntimeException; // by the encoder: this side's fault
    return refused
        ? (RuntimeException) cause
        : answers.failureOr(() -> Lost.connection(peer, cause));
  }

  private RuntimeException interrupted() {
    Thread.currentThread().interrupt();
    limit.giveUp(() -> Lost.interrupted(peer));
    return Lost.interrupted(peer);
  }

  private void checkOpen(@Nullable Object msg) {
    try {
      OnLoop.refuse(link.channel(), "client");
      if (closed) {
        throw new IllegalStateException("client: closed (expected: an open one)");
      }
    } catch (IllegalStateException e) {
      ReferenceCountUtil.release(msg);
      throw e;
    }
  }

  /** Runs a task where no task may block. */
  void onLoop(Runnable task) {
    OnLoop.run(link.channel(), task);
  }

  void close() {
    closed = true;
    answers.end(() -> Lost.closedHere(peer));
    answers.clear();
    link.close();
  }
}
