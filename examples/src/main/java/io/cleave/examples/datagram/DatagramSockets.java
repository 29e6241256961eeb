package io.cleave.examples.datagram;

import io.cleave.connection.Transport;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.kqueue.KQueueDatagramChannel;
import io.netty.channel.kqueue.KQueueIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringIoHandler;
import java.io.IOException;
import java.nio.channels.DatagramChannel;

/**
 * What a transport brings for datagrams.
 *
 * @param ioHandlers drives the event loop
 * @param channels makes a socket
 */
record DatagramSockets(IoHandlerFactory ioHandlers, ChannelFactory<Channel> channels) {
  static DatagramSockets of(Transport transport) {
    return switch (transport.requireAvailable()) {
      case AUTO, NIO -> new DatagramSockets(NioIoHandler.newFactory(), DatagramSockets::nio);
      case EPOLL -> natively(EpollIoHandler.newFactory(), EpollDatagramChannel::new);
      case KQUEUE -> natively(KQueueIoHandler.newFactory(), KQueueDatagramChannel::new);
      case IO_URING -> natively(IoUringIoHandler.newFactory(), IoUringDatagramChannel::new);
    };
  }

  private static Channel nio() {
    try {
      DatagramChannel socket = DatagramChannel.open();
      return with(new EmptyDatagrams(socket), new NioDatagramChannel(socket));
    } catch (IOException e) {
      throw new ChannelException("no datagram socket: " + e.getMessage(), e);
    }
  }

  private static DatagramSockets natively(
      IoHandlerFactory ioHandlers, ChannelFactory<Channel> channels) {
    return new DatagramSockets(
        ioHandlers, () -> with(new EmptyDatagrams(null), channels.newChannel()));
  }

  private static Channel with(EmptyDatagrams handler, Channel channel) {
    channel.pipeline().addLast(handler);
    return channel;
  }
}
