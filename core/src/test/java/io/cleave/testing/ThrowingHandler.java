package io.cleave.testing;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/**
 * An application handler that releases what it gets and fails at the k-th inbound event: a message,
 * the end of a read, a user event, or the closing of the channel.
 *
 * <p><b>Threading.</b> One instance per channel.
 */
public final class ThrowingHandler extends ChannelInboundHandlerAdapter {

  /** What the handler does at its k-th event. */
  public enum Misdeed {
    /** Throws {@link OnPurposeException}. */
    THROW,
    /** Closes the channel. */
    CLOSE,
    /** Takes the handler in front of it out of the pipeline. */
    REMOVE_NEIGHBOUR
  }

  /** Thrown on purpose; without a trace. */
  public static final class OnPurposeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Says which event it was. */
    public OnPurposeException(int k) {
      super("on purpose, at event " + k, null, false, false);
    }
  }

  private final int k;
  private final Misdeed misdeed;
  private int events;

  /** Throws at the k-th event, counted from 1. */
  public ThrowingHandler(int k) {
    this(k, Misdeed.THROW);
  }

  /** Does something else at the k-th event, counted from 1. */
  public ThrowingHandler(int k, Misdeed misdeed) {
    this.k = k;
    this.misdeed = misdeed;
  }

  /** Whether the k-th event has come. */
  public boolean hasFailed() {
    return events >= k;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ReferenceCountUtil.release(message);
    event(ctx);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    event(ctx);
    ctx.fireChannelReadComplete();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    ReferenceCountUtil.release(event);
    event(ctx);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    event(ctx);
    ctx.fireChannelInactive();
  }

  private void event(ChannelHandlerContext ctx) {
    if (++events != k) {
      return;
    }
    switch (misdeed) {
      case THROW -> throw new OnPurposeException(k);
      case CLOSE -> ctx.close();
      case REMOVE_NEIGHBOUR -> removeNeighbour(ctx);
    }
  }

  private static void removeNeighbour(ChannelHandlerContext ctx) {
    String before = null;
    for (String name : ctx.pipeline().names()) {
      if (name.equals(ctx.name()) && before != null) {
        ctx.pipeline().remove(before);
        return;
      }
      before = name;
    }
  }
}
