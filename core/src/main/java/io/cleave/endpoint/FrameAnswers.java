package io.cleave.endpoint;

import io.cleave.connection.LinkLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import java.net.SocketAddress;

/** Frames, or what single reads brought, as arrays. */
final class FrameAnswers extends Answers<byte[]> {
  private static final int WEIGHT_OF_NONE = 64;

  FrameAnswers(SocketAddress peer, LinkLimits limits) {
    super(peer, limits);
  }

  @Override
  void take(ChannelHandlerContext ctx, Object event) {
    ByteBuf frame = (ByteBuf) event;
    try {
      byte[] bytes = ByteBufUtil.getBytes(frame);
      add(ctx, bytes, WEIGHT_OF_NONE + (long) bytes.length);
    } finally {
      frame.release();
    }
  }
}
