package io.cleave.message;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;

/** Loses the k-th write and says so. */
final class WriteFailer extends ChannelOutboundHandlerAdapter {
  /** What the lost write fails with. */
  static final class OnPurposeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    OnPurposeException(int k) {
      super("on purpose, at write " + k, null, false, false);
    }
  }

  private final int k;
  private int writes;

  WriteFailer(int k) {
    this.k = k;
  }

  boolean hasFailed() {
    return writes >= k;
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
    if (++writes == k) {
      ReferenceCountUtil.release(msg);
      promise.tryFailure(new OnPurposeException(k));
    } else {
      ctx.write(msg, promise);
    }
  }
}
