package io.cleave.connection;

import io.cleave.frame.StreamDecoder;
import io.cleave.frame.StreamPosition;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sits in front of a decoder and knows how fast a peer sends what it has begun; fires {@link
 * LinkEvent#TOO_SLOW}. Knows also whether the first has come, {@link LinkEvent#NO_FIRST_MESSAGE}.
 *
 * <pre>{@code
 * | length | header           | body ...                                  |
 * |<- complete within 10 s  ->|<- 10 s, from then on 1 KiB/s on average ->|
 * }</pre>
 *
 * <p>Between two frames the clock stands, and so it does while this side does not read.
 */
final class PaceWatch extends ChannelInboundHandlerAdapter {
  private static final long LONGEST_TICK = TimeUnit.SECONDS.toNanos(1);
  private static final long SHORTEST_TICK = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long SECOND_LOOK = TimeUnit.MILLISECONDS.toNanos(20);
  private static final int TICKS_TO_LIMIT = 10;

  private final StreamDecoder decoder;
  private final LinkLimits limits;
  private @Nullable Future<?> firstDeadline;
  private @Nullable Future<?> tick;
  private StreamPosition position = StreamPosition.BETWEEN;
  private int deliveredBefore;

  /** When the part that comes now began, and how many bytes have come since. */
  private long began;

  private long bytes;
  private long lastTick;

  PaceWatch(StreamDecoder decoder, LinkLimits limits) {
    this.decoder = decoder;
    this.limits = limits;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    long nanos = LinkLimits.nanos(limits.firstMessage());
    if (nanos > 0) {
      firstDeadline = ctx.executor().schedule(() -> firstIsLate(ctx), nanos, TimeUnit.NANOSECONDS);
    }
    ctx.fireChannelActive();
  }

  /** If it was this loop that stood still, the bytes may be waiting to be read. */
  private void firstIsLate(ChannelHandlerContext ctx) {
    firstDeadline =
        ctx.executor().schedule(() -> firstIsMissing(ctx), SECOND_LOOK, TimeUnit.NANOSECONDS);
  }

  private void firstIsMissing(ChannelHandlerContext ctx) {
    firstDeadline = null;
    if (decoder.delivered() == 0 && ctx.channel().isActive()) {
      ctx.fireUserEventTriggered(LinkEvent.NO_FIRST_MESSAGE);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    if (msg instanceof ByteBuf read) {
      bytes += read.readableBytes();
    }
    ctx.fireChannelRead(msg);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    ctx.fireChannelReadComplete();
    if (firstDeadline != null && decoder.delivered() != 0) {
      cancelFirstDeadline();
    }
    look(ctx);
  }

  private void look(ChannelHandlerContext ctx) {
    StreamPosition before = position;
    position = decoder.position();
    boolean anotherHead =
        position == StreamPosition.IN_HEAD && decoder.delivered() != deliveredBefore;
    deliveredBefore = decoder.delivered();
    if (position == StreamPosition.BETWEEN) {
      cancel();
    } else if (position != before || anotherHead) {
      began = System.nanoTime();
      bytes = 0;
      startTicking(ctx);
    }
  }

  private void startTicking(ChannelHandlerContext ctx) {
    if (tick == null && !limits.head().isZero()) {
      lastTick = System.nanoTime();
      schedule(ctx);
    }
  }

  private void schedule(ChannelHandlerContext ctx) {
    long nanos =
        Math.min(
            LONGEST_TICK,
            Math.max(SHORTEST_TICK, LinkLimits.nanos(limits.head()) / TICKS_TO_LIMIT));
    tick = ctx.executor().schedule(() -> check(ctx), nanos, TimeUnit.NANOSECONDS);
  }

  private void check(ChannelHandlerContext ctx) {
    tick = null;
    long now = System.nanoTime();
    if (!ctx.channel().config().isAutoRead() || now - lastTick > 2 * LONGEST_TICK) {
      began += now - lastTick; // it is this side that is slow
    }
    lastTick = now;
    look(ctx);
    if (position == StreamPosition.BETWEEN && ctx.channel().config().isAutoRead()) {
      return;
    }
    schedule(ctx);
    if (position != StreamPosition.BETWEEN && isTooSlow(now - began)) {
      cancel();
      ctx.fireUserEventTriggered(LinkEvent.TOO_SLOW);
    }
  }

  private boolean isTooSlow(long nanos) {
    long headNanos = LinkLimits.nanos(limits.head());
    if (nanos < headNanos) {
      return false;
    }
    double seconds = (nanos - headNanos) / (double) TimeUnit.SECONDS.toNanos(1);
    return position == StreamPosition.IN_HEAD || bytes < limits.bodyRate() * seconds;
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    cancel();
    cancelFirstDeadline();
    ctx.fireChannelInactive();
  }

  private void cancelFirstDeadline() {
    Future<?> deadline = firstDeadline;
    firstDeadline = null;
    if (deadline != null) {
      deadline.cancel(false);
    }
  }

  private void cancel() {
    Future<?> tick = this.tick;
    this.tick = null;
    if (tick != null) {
      tick.cancel(false);
    }
  }
}
