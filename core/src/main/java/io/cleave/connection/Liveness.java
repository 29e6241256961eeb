package io.cleave.connection;

import static java.util.Objects.requireNonNull;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

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
public final class Liveness extends Ticking {
  private static final long LATE = TimeUnit.SECONDS.toNanos(1);
  private static final long SECOND_LOOK = TimeUnit.MILLISECONDS.toNanos(20);
  private static final Duration LONGEST = Duration.ofMillis(Integer.MAX_VALUE);

  // as int, for there is one of these for each connection
  private int silenceMillis;
  private int giveUpMillis;

  private Runnable probe = () -> {};
  private long lastReceived;

  /** The peer has been asked, and nothing has come since. */
  private boolean probed;

  /** And it is about to be given up. */
  private boolean doubted;

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
   * Begins to watch, as if a byte had come just now; a second time, with other numbers. Any time
   * above 24 days is 24 days.
   *
   * @param silence after so long without a byte the peer is asked
   * @param giveUp so long after that, without a byte, it is given up
   * @param probe asks: sends what the peer has to answer
   */
  public void begin(Duration silence, Duration giveUp, Runnable probe) {
    silenceMillis = requirePositive("silence", silence);
    giveUpMillis = requirePositive("giveUp", giveUp);
    this.probe = requireNonNull(probe, "probe");
    trust(now(ctx()));
  }

  private static int requirePositive(String name, Duration value) {
    if (requireNonNull(value, name).compareTo(Duration.ofMillis(1)) < 0) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: a millisecond or more)");
    }
    return value.compareTo(LONGEST) < 0 ? (int) value.toMillis() : Integer.MAX_VALUE;
  }

  private static long now(ChannelHandlerContext ctx) {
    return ctx.executor().ticker().nanoTime();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    lastReceived = now(ctx);
    if (probed) {
      trust(lastReceived);
    }
    ctx.fireChannelRead(msg);
  }

  private void trust(long since) {
    probed = false;
    doubted = false;
    lastReceived = since;
    tickIn(since + nanos(silenceMillis) - now(ctx()));
  }

  @Override
  void tick(ChannelHandlerContext ctx) {
    if (!ctx.channel().isActive()) {
      return;
    }
    long now = now(ctx);
    if (now - due() > LATE || !ctx.channel().config().isAutoRead()) {
      trust(now); // it is this side that heard nothing
    } else if (!probed) {
      probeIfSilent(now);
    } else if (!doubted) {
      doubted = true; // the answer may be waiting to be read
      tickIn(SECOND_LOOK);
    } else {
      ctx.fireUserEventTriggered(LinkEvent.SILENT);
    }
  }

  private void probeIfSilent(long now) {
    if (now - lastReceived < nanos(silenceMillis)) {
      trust(lastReceived);
      return;
    }
    probed = true;
    tickIn(nanos(giveUpMillis));
    probe.run();
  }

  private static long nanos(int millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
