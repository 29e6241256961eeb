package io.cleave.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sits nearest the socket and knows when a byte last came or went; fires {@link LinkEvent}s.
 *
 * <p>What waits for the peer is looked at while something waits, at most once a second, so that a
 * peer that takes a large file slowly is not taken for one that has stopped. How much waits is
 * looked at with each flush.
 */
final class LinkWatch extends Ticking {
  private static final long LONGEST_TICK = TimeUnit.SECONDS.toNanos(1);
  private static final long SHORTEST_TICK = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long SECOND_LOOK = TimeUnit.MILLISECONDS.toNanos(20);
  private static final int TICKS_TO_STALL = 30;

  private final LinkLimits limits;
  private volatile long lastActivity = System.nanoTime();
  private boolean idleSeen;
  private @Nullable Future<?> stallTick;
  private boolean overflowSeen;

  // what waited when it was looked at last, and when some of it had last gone
  private long seenBytes;
  private long seenProgress;
  private int seenFirst;
  private long lastTaken;
  private long stallTickDue;

  LinkWatch(LinkLimits limits) {
    this.limits = limits;
  }

  /** When a byte last came or went, as {@link System#nanoTime}. */
  long lastActivity() {
    return lastActivity;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    lastActivity = System.nanoTime();
    if (!limits.idle().isZero()) {
      tickIn(LinkLimits.nanos(limits.idle()));
    }
    ctx.fireChannelActive();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    lastActivity = System.nanoTime();
    ctx.fireChannelRead(msg);
  }

  @Override
  public void read(ChannelHandlerContext ctx) {
    boolean ended = ctx.channel() instanceof DuplexChannel duplex && duplex.isInputShutdown();
    if (!ended) { // behind the end there is nothing, and epoll would not know the channel any more
      ctx.read();
    }
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    ctx.flush();
    ChannelOutboundBuffer waiting = waiting(ctx);
    if (waiting == null) {
      return;
    }
    if (stallTick == null) {
      look(waiting);
      lastTaken = System.nanoTime();
      scheduleStallTick(ctx);
    }
    if (!overflowSeen && isTooMuch(waiting)) {
      overflowSeen = true; // whoever hears it closes, which is not to happen within a write
      ctx.executor().execute(() -> ctx.fireUserEventTriggered(LinkEvent.OVERFLOW));
    }
  }

  private boolean isTooMuch(ChannelOutboundBuffer waiting) {
    long bytes = waiting.totalPendingWriteBytes();
    long cap = limits.outboundCap();
    return bytes > cap && bytes - longest(waiting) > cap;
  }

  /** Of one long message the sender may know nothing better: it does not count. */
  private static long longest(ChannelOutboundBuffer waiting) {
    Longest longest = new Longest(waiting.currentProgress());
    try {
      waiting.forEachFlushedMessage(longest);
    } catch (Exception e) {
      throw new AssertionError("this processor does not fail", e);
    }
    return longest.bytes;
  }

  private static final class Longest implements ChannelOutboundBuffer.MessageProcessor {
    private long sentOfFirst; // still counted as waiting, until all of it has gone
    private long bytes;

    Longest(long sentOfFirst) {
      this.sentOfFirst = sentOfFirst;
    }

    @Override
    public boolean processMessage(Object msg) {
      if (msg instanceof ByteBuf buffer) {
        bytes = Math.max(bytes, buffer.readableBytes() + sentOfFirst);
      }
      sentOfFirst = 0;
      return true;
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (stallTick != null) {
      stallTick.cancel(false);
    }
    super.channelInactive(ctx);
  }

  /** Looks whether it is idle. */
  @Override
  void tick(ChannelHandlerContext ctx) {
    if (!ctx.channel().isActive()) {
      return;
    }
    long idleNanos = LinkLimits.nanos(limits.idle());
    long left = idleNanos - (System.nanoTime() - lastActivity);
    if (left > 0) {
      idleSeen = false;
      tickIn(left);
    } else if (!idleSeen) {
      idleSeen = true; // if it was this loop that stood still, bytes may be waiting to be read
      tickIn(SECOND_LOOK);
    } else {
      idleSeen = false;
      tickIn(idleNanos); // whoever hears it may have a reason to go on
      ctx.fireUserEventTriggered(LinkEvent.IDLE);
    }
  }

  private void scheduleStallTick(ChannelHandlerContext ctx) {
    long nanos =
        Math.min(
            LONGEST_TICK,
            Math.max(SHORTEST_TICK, LinkLimits.nanos(limits.writeStall()) / TICKS_TO_STALL));
    stallTickDue = System.nanoTime() + nanos;
    stallTick = ctx.executor().schedule(() -> checkStall(ctx), nanos, TimeUnit.NANOSECONDS);
  }

  private void checkStall(ChannelHandlerContext ctx) {
    stallTick = null;
    ChannelOutboundBuffer waiting = waiting(ctx);
    if (waiting == null) {
      return;
    }
    long now = System.nanoTime();
    if (look(waiting)) {
      lastTaken = now;
      lastActivity = now;
    } else if (now - stallTickDue > LONGEST_TICK) {
      lastTaken += now - stallTickDue; // it was this side that stood still
    }
    scheduleStallTick(ctx);
    if (now - lastTaken >= LinkLimits.nanos(limits.writeStall())) {
      ctx.fireUserEventTriggered(LinkEvent.WRITE_STALLED);
    }
  }

  /** What waits for the peer; null if nothing does. */
  private static @Nullable ChannelOutboundBuffer waiting(ChannelHandlerContext ctx) {
    ChannelOutboundBuffer buffer = ctx.channel().unsafe().outboundBuffer();
    return buffer == null || buffer.isEmpty() ? null : buffer;
  }

  /** Looks at what waits; returns whether some of it has gone since the last time. */
  private boolean look(ChannelOutboundBuffer waiting) {
    long bytes = waiting.totalPendingWriteBytes();
    long progress = waiting.currentProgress();
    int first = System.identityHashCode(waiting.current());
    boolean less = bytes < seenBytes || progress != seenProgress || first != seenFirst;
    seenBytes = bytes;
    seenProgress = progress;
    seenFirst = first;
    return less;
  }
}
