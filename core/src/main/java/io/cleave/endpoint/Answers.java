package io.cleave.endpoint;

import io.cleave.connection.LinkEvent;
import io.cleave.connection.LinkLimits;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The last stage of a client's connection: keeps what has come until somebody asks for it, and the
 * reason why nothing more comes.
 *
 * <p><b>Threading.</b> What comes is told on the event loop; {@link #await} blocks any other
 * thread.
 *
 * @param <T> what comes
 */
abstract class Answers<T> extends ChannelInboundHandlerAdapter {
  private record Arrived<T>(T answer, long weight) {}

  private final SocketAddress peer;
  private final LinkLimits limits;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile @Nullable ReadGate gate;

  // guarded by lock
  private final ArrayDeque<Arrived<T>> arrived = new ArrayDeque<>();
  private @Nullable Supplier<RuntimeException> failure;
  private boolean ended;

  Answers(SocketAddress peer, LinkLimits limits) {
    this.peer = peer;
    this.limits = limits;
  }

  /** Takes an event, which belongs to it; calls {@link #add} with what begins with it. */
  abstract void take(ChannelHandlerContext ctx, Object event);

  /** Nobody will ask for this one. */
  void drop(T answer) {}

  /** What is still coming does not come. */
  void failReceiving(Supplier<RuntimeException> cause) {}

  final SocketAddress peer() {
    return peer;
  }

  final ReadGate gate(Channel channel) {
    ReadGate present = gate;
    if (present == null) {
      present = new ReadGate(channel);
      gate = present;
    }
    return present;
  }

  final void add(ChannelHandlerContext ctx, T answer, long weight) {
    gate(ctx.channel()).arrived(weight);
    lock.lock();
    try {
      if (ended) {
        drop(answer);
      } else {
        arrived.add(new Arrived<>(answer, weight));
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public final void channelRead(ChannelHandlerContext ctx, Object event) {
    if (isOver()) {
      ReferenceCountUtil.release(event);
    } else {
      take(ctx, event);
    }
  }

  /** Whether nothing more comes. */
  final boolean isOver() {
    lock.lock();
    try {
      return ended;
    } finally {
      lock.unlock();
    }
  }

  /** Nothing more comes; the first reason given counts. Any thread. */
  final void end(Supplier<RuntimeException> cause) {
    boolean first;
    lock.lock();
    try {
      first = !ended;
      if (first) {
        ended = true;
        failure = cause;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
    if (first) {
      failReceiving(cause);
    }
  }

  /** Why nothing more comes, or the other reason if that is not known. */
  final RuntimeException failureOr(Supplier<RuntimeException> other) {
    lock.lock();
    try {
      return failure != null ? failure.get() : other.get();
    } finally {
      lock.unlock();
    }
  }

  /** Lets go of what nobody has asked for. Any thread. */
  final void clear() {
    lock.lock();
    try {
      arrived.forEach(next -> drop(next.answer()));
      arrived.clear();
    } finally {
      lock.unlock();
    }
  }

  /** A request could not be sent: whoever waits for its answer hears of it. Any thread. */
  final void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * What has come next, waited for.
   *
   * @param patience how long
   * @param unless gives a reason not to wait any longer, if there is one
   * @return null if the patience is over
   * @throws RuntimeException if nothing more comes
   */
  @Nullable T await(Patience patience, Supplier<@Nullable RuntimeException> unless)
      throws InterruptedException {
    Arrived<T> next;
    lock.lockInterruptibly();
    try {
      if (!awaitArrival(patience, unless)) {
        return null;
      }
      next = arrived.remove();
    } finally {
      lock.unlock();
    }
    ReadGate gate = this.gate;
    if (gate != null) {
      gate.taken(next.weight());
    }
    return next.answer();
  }

  private boolean awaitArrival(Patience patience, Supplier<@Nullable RuntimeException> unless)
      throws InterruptedException {
    long since = System.nanoTime();
    while (arrived.isEmpty()) {
      RuntimeException reason = failure != null ? failure.get() : unless.get();
      if (reason != null) {
        throw reason;
      }
      long nanos = patience.nanosLeft(since);
      if (nanos <= 0) {
        return false;
      }
      changed.await(nanos, TimeUnit.NANOSECONDS);
    }
    return true;
  }

  @Override
  public final void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      end(() -> Lost.byPeer(peer));
    } else if (event instanceof LinkEvent deadline) {
      tooLate(ctx, deadline);
    }
  }

  private void tooLate(ChannelHandlerContext ctx, LinkEvent deadline) {
    switch (deadline) {
      case IDLE, TOO_SLOW -> {} // whoever waits has a limit of its own
      case WRITE_STALLED -> {
        end(() -> Lost.stalled(peer, limits.writeStall()));
        ctx.close();
      }
      case OVERFLOW -> {
        String why = limits.overflow(ctx.channel());
        end(() -> Lost.because(peer, why));
        ctx.close();
      }
      case SILENT -> {
        end(() -> Lost.because(peer, "it says nothing, not even when it is asked"));
        ctx.close();
      }
      case NO_FIRST_MESSAGE -> {
        end(() -> Lost.silent(peer, limits.firstMessage()));
        ctx.close();
      }
    }
  }

  @Override
  public final void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    end(() -> Lost.connection(peer, cause));
    if (cause instanceof IOException) {
      ctx.close(); // whatever else it is, whoever fired it closes
    }
  }

  @Override
  public final void channelInactive(ChannelHandlerContext ctx) {
    end(() -> Lost.byPeer(peer));
  }
}
