package io.cleave.benchmarks.message;

import io.cleave.benchmarks.header.Headers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToMessageDecoder;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Header length, header, body, as one writes it by hand behind Netty's frame decoder. */
final class TreeMessageDecoder extends MessageToMessageDecoder<ByteBuf> {
  TreeMessageDecoder() {
    super(ByteBuf.class);
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf frame, List<Object> out) {
    int headerLength = frame.readInt();
    byte[] json = ByteBufUtil.getBytes(frame, frame.readerIndex(), headerLength);
    JsonNode header = Headers.JACKSON.readTree(json);
    frame.skipBytes(headerLength);
    out.add(new TreeMessage(header, frame.readRetainedSlice(frame.readableBytes())));
  }
}
