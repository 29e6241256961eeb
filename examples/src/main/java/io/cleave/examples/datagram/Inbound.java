package io.cleave.examples.datagram;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;

/**
 * Hands whole datagrams on. The buffer they are received into has room for one byte more than is
 * taken, so one that fills it is too long, and may have been cut.
 */
final class Inbound extends SimpleChannelInboundHandler<DatagramPacket> {
  private final int limit;
  private final DatagramReceiver receiver;

  Inbound(int limit, DatagramReceiver receiver) {
    this.limit = limit;
    this.receiver = receiver;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
    ByteBuf content = packet.content();
    if (content.readableBytes() > limit) {
      receiver.tooLong(packet.sender());
    } else {
      receiver.received(new Datagram(packet.sender(), ByteBufUtil.getBytes(content)));
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    ctx.flush();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    receiver.failed(cause); // and it goes on: the next datagram may be a good one
  }
}
