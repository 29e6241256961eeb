package io.cleave.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ReflectiveChannelFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * What a transport brings for one kind of address.
 *
 * @param ioHandlers drives the event loops
 * @param server makes what listens
 * @param client makes what connects
 * @param unixAddress how this transport writes the path of a socket file
 */
record Sockets(
    IoHandlerFactory ioHandlers,
    ChannelFactory<? extends ServerChannel> server,
    ChannelFactory<? extends Channel> client,
    Function<Path, SocketAddress> unixAddress) {

  static Sockets of(
      IoHandlerFactory ioHandlers,
      Class<? extends ServerChannel> server,
      Class<? extends Channel> client,
      Function<Path, SocketAddress> unixAddress) {
    return new Sockets(
        ioHandlers,
        new ReflectiveChannelFactory<>(server),
        new ReflectiveChannelFactory<>(client),
        unixAddress);
  }

  static Sockets nio(boolean unix) {
    return unix
        ? of(
            NioIoHandler.newFactory(),
            NioServerDomainSocketChannel.class,
            NioDomainSocketChannel.class,
            UnixDomainSocketAddress::of)
        : of(
            NioIoHandler.newFactory(),
            NioServerSocketChannel.class,
            NioSocketChannel.class,
            UnixDomainSocketAddress::of);
  }
}
