package io.cleave.connection;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/**
 * A handler to which something happens later, unless it decides otherwise. Its channel stays with
 * the event loop it has.
 *
 * <p><b>Threading.</b> On the channel's event loop.
 */
abstract class Ticking extends ChannelDuplexHandler {
  private static final int NOWHERE = -1;

  /** Times further apart could not be compared. */
  private static final long LONGEST = Long.MAX_VALUE >> 2;

  private @Nullable ChannelHandlerContext ctx;
  private @Nullable Ticks ticks;
  private int place = NOWHERE;
  private long due;

  /** It is due. */
  abstract void tick(ChannelHandlerContext ctx);

  @Override
  public final void handlerAdded(ChannelHandlerContext ctx) {
    this.ctx = ctx;
  }

  /** In a pipeline, or it will never tick. */
  final ChannelHandlerContext ctx() {
    ChannelHandlerContext present = ctx;
    if (present == null) {
      throw new IllegalStateException("pipeline: none (expected: to be in one)");
    }
    return present;
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    cancelTick();
    ctx.fireChannelInactive();
  }

  @Override
  public final void handlerRemoved(ChannelHandlerContext ctx) {
    cancelTick();
  }

  /** Ticks once, so long from now, and not when it was to tick before. */
  final void tickIn(long nanos) {
    cancelTick();
    Ticks ticks = Ticks.of(ctx().executor());
    this.ticks = ticks;
    due = ticks.now() + Math.min(nanos, LONGEST);
    ticks.add(this);
  }

  /** Does not tick. */
  private void cancelTick() {
    Ticks ticks = this.ticks;
    if (ticks != null && place != NOWHERE) {
      ticks.remove(this);
    }
  }

  /** When it ticks, or has ticked last. */
  final long due() {
    return due;
  }

  final boolean isDueBefore(Ticking other) {
    return due - other.due < 0;
  }

  /** Where it waits among the others. */
  final int place() {
    return place;
  }

  final void waitsAt(int place) {
    this.place = place;
  }

  final void waitsNoMore() {
    place = NOWHERE;
  }
}
