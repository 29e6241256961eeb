package io.cleave.connection;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import org.jspecify.annotations.Nullable;

/** Touched only where its jar may be missing, and by nobody else. */
final class EpollSockets {
  private EpollSockets() {}

  static @Nullable Throwable whyNot() {
    return Epoll.unavailabilityCause();
  }

  static Sockets sockets(boolean unix) {
    return unix
        ? Sockets.of(
            EpollIoHandler.newFactory(),
            EpollServerDomainSocketChannel.class,
            EpollDomainSocketChannel.class,
            path -> new DomainSocketAddress(path.toFile()))
        : Sockets.of(
            EpollIoHandler.newFactory(),
            EpollServerSocketChannel.class,
            EpollSocketChannel.class,
            path -> new DomainSocketAddress(path.toFile()));
  }
}
