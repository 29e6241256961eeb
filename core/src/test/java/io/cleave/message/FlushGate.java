package io.cleave.message;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;

/** A socket whose peer does not read while the gate is shut. */
final class FlushGate extends ChannelOutboundHandlerAdapter {
  private boolean open = true;
  private boolean held;

  void shut() {
    open = false;
  }

  /** Lets what was flushed meanwhile go. */
  void open(ChannelHandlerContext ctx) {
    open = true;
    if (held) {
      held = false;
      ctx.flush();
    }
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    if (open) {
      ctx.flush();
    } else {
      held = true;
    }
  }
}
