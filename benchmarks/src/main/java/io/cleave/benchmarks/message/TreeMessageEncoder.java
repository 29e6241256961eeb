package io.cleave.benchmarks.message;

import io.cleave.benchmarks.header.Headers;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToByteEncoder;

/** Header length, header, body, as one writes it by hand in front of Netty's frame encoder. */
final class TreeMessageEncoder extends MessageToByteEncoder<TreeMessage> {
  TreeMessageEncoder() {
    super(TreeMessage.class);
  }

  @Override
  protected void encode(ChannelHandlerContext ctx, TreeMessage message, ByteBuf out) {
    byte[] header = Headers.JACKSON.writeValueAsBytes(message.header());
    ByteBuf body = message.content();
    out.writeInt(header.length);
    out.writeBytes(header);
    out.writeBytes(body, body.readerIndex(), body.readableBytes());
  }
}
