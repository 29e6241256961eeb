package io.cleave.message;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;

/** Stands nearest the socket and spoils the k-th write, or all writes of the k-th flush. */
final class Saboteur extends ChannelDuplexHandler {
  /** What goes wrong. */
  enum Misdeed {
    /** Nothing here. */
    NONE,
    /** The handler throws at the k-th write. */
    THROW,
    /** The channel is closed at the k-th write. */
    CLOSE,
    /** The k-th write is lost. */
    LOSE,
    /** Everything that the k-th flush should bring out is lost. */
    LOSE_FLUSH
  }

  /** Thrown on purpose; without a trace. */
  static final class OnPurposeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    OnPurposeException() {
      super("on purpose", null, false, false);
    }
  }

  private record Held(Object msg, ChannelPromise promise) {}

  private final Queue<Held> held = new ArrayDeque<>();
  private final Misdeed misdeed;
  private final int k;
  private int writes;
  private int flushes;

  Saboteur(Misdeed misdeed, int k) {
    this.misdeed = misdeed;
    this.k = k;
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
    if (misdeed == Misdeed.LOSE_FLUSH) {
      held.add(new Held(msg, promise));
      return;
    }
    if (++writes != k) {
      ctx.write(msg, promise);
      return;
    }
    switch (misdeed) {
      case THROW -> {
        ReferenceCountUtil.release(msg);
        throw new OnPurposeException();
      }
      case LOSE -> {
        ReferenceCountUtil.release(msg);
        promise.tryFailure(new OnPurposeException());
      }
      case CLOSE -> {
        ctx.close();
        ctx.write(msg, promise);
      }
      default -> ctx.write(msg, promise);
    }
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    boolean lost = ++flushes == k;
    letGo(ctx, lost);
    ctx.flush();
  }

  private void letGo(ChannelHandlerContext ctx, boolean lost) {
    for (Held next = held.poll(); next != null; next = held.poll()) {
      if (lost) {
        ReferenceCountUtil.release(next.msg());
        next.promise().tryFailure(new OnPurposeException());
      } else {
        ctx.write(next.msg(), next.promise());
      }
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    letGo(ctx, true);
  }
}
