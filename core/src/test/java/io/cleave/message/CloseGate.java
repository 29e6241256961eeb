package io.cleave.message;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/** Hears a close and lets it wait, as TLS's farewell does. */
final class CloseGate extends ChannelOutboundHandlerAdapter {
  private boolean asked;

  boolean isAsked() {
    return asked;
  }

  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    asked = true;
  }
}
