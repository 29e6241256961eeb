package io.cleave.examples.datagram;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Sends the datagrams that have no bytes: Netty's channels take them and send nothing.
 *
 * <p>A channel of the JDK below can do it, unless it is connected; with any other they are refused.
 */
final class EmptyDatagrams extends ChannelOutboundHandlerAdapter {
  private final java.nio.channels.@Nullable DatagramChannel socket;

  EmptyDatagrams(java.nio.channels.@Nullable DatagramChannel socket) {
    this.socket = socket;
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise)
      throws IOException {
    if (msg instanceof DatagramPacket packet && !packet.content().isReadable()) {
      packet.release();
      sendNothing(packet.recipient());
      promise.trySuccess();
    } else {
      ctx.write(msg, promise);
    }
  }

  private void sendNothing(InetSocketAddress recipient) throws IOException {
    if (socket == null) {
      throw new IOException(
          "a datagram without bytes is not sent by this transport (expected: --transport nio)");
    }
    socket.send(ByteBuffer.allocate(0), recipient);
  }
}
