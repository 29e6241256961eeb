package io.cleave.connection;

import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringDomainSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerDomainSocketChannel;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import org.jspecify.annotations.Nullable;

/** Touched only where its jar may be missing, and by nobody else. */
final class IoUringSockets {
  private IoUringSockets() {}

  static @Nullable Throwable whyNot() {
    return IoUring.unavailabilityCause();
  }

  static Sockets sockets(boolean unix) {
    return unix
        ? Sockets.of(
            IoUringIoHandler.newFactory(),
            IoUringServerDomainSocketChannel.class,
            IoUringDomainSocketChannel.class,
            path -> new DomainSocketAddress(path.toFile()))
        : Sockets.of(
            IoUringIoHandler.newFactory(),
            IoUringServerSocketChannel.class,
            IoUringSocketChannel.class,
            path -> new DomainSocketAddress(path.toFile()));
  }
}
