package io.cleave.connection;

import static java.util.Objects.requireNonNull;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Knows when a byte last came, asks a peer that has been silent whether it is there, and gives it
 * up if nothing comes then either: {@link LinkEvent#SILENT}.
 *
 * <pre>{@code
 *  a byte      no byte for `silence`   probe     no byte for `giveUp`   SILENT
 * ---|----------------------------------|---------------------------------|--->
 * }</pre>
 *
 * <p>What is sent counts for nothing: a peer that is gone takes it for a while, or its kernel does.
 * If this side has stood still, or is not reading, the silence begins anew.
 *
 * <p><b>Threading.</b> On the channel's event loop.
 */
public final class Liveness extends ChannelInboundHandlerAdapter {
  private static final long LATE = TimeUnit.SECONDS.toNanos(1);
  private static final long SECOND_LOOK = TimeUnit.MILLISECONDS.toNanos(20);

  private enum State {
    /** The peer is taken to be there, until it is silent. */
    TRUSTING,
    /** It has been asked. */
    PROBED,
    /** It is about to be given up. */
    DOUBTING
  }

  private @Nullable ChannelHandlerContext ctx;
  private @Nullable Future<?> tick;
  private long silenceNanos;
  private long giveUpNanos;
  private Runnable probe = () -> {};
  private State state = State.TRUSTING;
  private long lastReceived;
  private long tickDue;

  private Liveness() {}

  /** The one of a channel: put in behind the watch, as {@link Pipelines#LIVENESS}, if missing. */
  public static Liveness of(Channel channel) {
    ChannelPipeline pipeline = channel.pipeline();
    Liveness present = pipeline.get(Liveness.class);
    if (present != null) {
      return present;
    }
    Liveness added = new Liveness();
    if (pipeline.get(Pipelines.WATCH) != null) {
      pipeline.addAfter(Pipelines.WATCH, Pipelines.LIVENESS, added);
    } else {
      pipeline.addFirst(Pipelines.LIVENESS, added);
    }
    return added;
  }

  /**
   * Begins to watch, as if a byte had come just now; a second time, with other numbers.
   *
   * @param silence after so long without a byte the peer is asked
   * @param giveUp so long after that, without a byte, it is given up
   * @param probe asks: sends what the peer has to answer
   */
  public void begin(Duration silence, Duration giveUp, Runnable probe) {
    silenceNanos = requirePositive("silence", silence);
    giveUpNanos = requirePositive("giveUp", giveUp);
    this.probe = requireNonNull(probe, "probe");
    ChannelHandlerContext ctx = this.ctx;
    if (ctx == null) {
      throw new IllegalStateException("liveness: not in a pipeline (expected: in one)");
    }
    cancel();
    trust(ctx, now(ctx));
  }

  private static long requirePositive(String name, Duration value) {
    if (requireNonNull(value, name).compareTo(Duration.ofMillis(1)) < 0) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: a millisecond or more)");
    }
    return value.toNanos();
  }

  private static long now(ChannelHandlerContext ctx) {
    return ctx.executor().ticker().nanoTime();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    this.ctx = ctx;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    lastReceived = now(ctx);
    if (state != State.TRUSTING) {
      cancel();
      trust(ctx, lastReceived);
    }
    ctx.fireChannelRead(msg);
  }

  private void trust(ChannelHandlerContext ctx, long since) {
    state = State.TRUSTING;
    lastReceived = since;
    schedule(ctx, since + silenceNanos - now(ctx));
  }

  private void schedule(ChannelHandlerContext ctx, long nanos) {
    tickDue = now(ctx) + nanos;
    tick = ctx.executor().schedule(() -> check(ctx), nanos, TimeUnit.NANOSECONDS);
  }

  private void check(ChannelHandlerContext ctx) {
    tick = null;
    if (!ctx.channel().isActive()) {
      return;
    }
    long now = now(ctx);
    if (now - tickDue > LATE || !ctx.channel().config().isAutoRead()) {
      trust(ctx, now); // it is this side that heard nothing
      return;
    }
    switch (state) {
      case TRUSTING -> probeIfSilent(ctx, now);
      case PROBED -> {
        state = State.DOUBTING; // the answer may be waiting to be read
        schedule(ctx, SECOND_LOOK);
      }
      case DOUBTING -> ctx.fireUserEventTriggered(LinkEvent.SILENT);
    }
  }

  private void probeIfSilent(ChannelHandlerContext ctx, long now) {
    if (now - lastReceived < silenceNanos) {
      trust(ctx, lastReceived);
      return;
    }
    state = State.PROBED;
    schedule(ctx, giveUpNanos);
    probe.run();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    cancel();
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    cancel();
  }

  private void cancel() {
    Future<?> tick = this.tick;
    this.tick = null;
    if (tick != null) {
      tick.cancel(false);
    }
  }
}
