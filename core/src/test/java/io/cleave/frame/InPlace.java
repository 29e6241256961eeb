package io.cleave.frame;

import io.cleave.wire.FrameFormat;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.function.Consumer;

/** A handler in place that fires a copy of each frame, to be held against a decoder. */
final class InPlace {
  private InPlace() {}

  static InPlaceFrameHandler firing(FrameFormat format) {
    return firing(format, ctx -> {});
  }

  /** Fires, and does something else then. */
  static InPlaceFrameHandler firing(FrameFormat format, Consumer<ChannelHandlerContext> then) {
    return new InPlaceFrameHandler(
        format,
        (buffer, index, length, answers) -> {
          ChannelHandlerContext ctx =
              answers.channel().pipeline().context(InPlaceFrameHandler.class);
          ByteBuf copy = ctx.alloc().buffer(Math.max(1, length));
          ctx.fireChannelRead(copy.writeBytes(buffer, index, length));
          then.accept(ctx);
        });
  }
}
