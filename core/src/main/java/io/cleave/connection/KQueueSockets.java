package io.cleave.connection;

import io.netty.channel.kqueue.KQueue;
import io.netty.channel.kqueue.KQueueDomainSocketChannel;
import io.netty.channel.kqueue.KQueueIoHandler;
import io.netty.channel.kqueue.KQueueServerDomainSocketChannel;
import io.netty.channel.kqueue.KQueueServerSocketChannel;
import io.netty.channel.kqueue.KQueueSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import org.jspecify.annotations.Nullable;

/** Touched only where its jar may be missing, and by nobody else. */
final class KQueueSockets {
  private KQueueSockets() {}

  static @Nullable Throwable whyNot() {
    return KQueue.unavailabilityCause();
  }

  static Sockets sockets(boolean unix) {
    return unix
        ? Sockets.of(
            KQueueIoHandler.newFactory(),
            KQueueServerDomainSocketChannel.class,
            KQueueDomainSocketChannel.class,
            path -> new DomainSocketAddress(path.toFile()))
        : Sockets.of(
            KQueueIoHandler.newFactory(),
            KQueueServerSocketChannel.class,
            KQueueSocketChannel.class,
            path -> new DomainSocketAddress(path.toFile()));
  }
}
