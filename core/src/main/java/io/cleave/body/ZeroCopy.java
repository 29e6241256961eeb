package io.cleave.body;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandler;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.logging.LoggingHandler;
import io.netty.handler.stream.ChunkedWriteHandler;
import io.netty.handler.timeout.IdleStateHandler;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether a file can go from the disk to the socket without passing through this process.
 *
 * <p>It can if the transport has such a call, and if no handler between the encoder and the socket
 * needs to see the bytes. Both are lists of what is known to work: whatever is not on them gets
 * chunks, which always work. TLS, compression and traffic shaping are not on them for good reasons,
 * a handler of somebody else because nobody here knows it.
 */
final class ZeroCopy {
  /**
   * Socket channels that take file regions, by name: the native transports need not be there. Not
   * on it: io_uring, which splices slower than it writes; domain sockets but epoll's, for which the
   * JDK may fall back to a mapped file, and a mapped file that shrinks is a fault of the whole
   * process.
   */
  private static final Set<String> TRANSPORTS =
      Set.of(
          "io.netty.channel.socket.nio.NioSocketChannel",
          "io.netty.channel.epoll.EpollSocketChannel",
          "io.netty.channel.epoll.EpollDomainSocketChannel",
          "io.netty.channel.kqueue.KQueueSocketChannel");

  /** Classes whose {@code write} passes everything on as it is. */
  private static final Set<Class<?>> TRANSPARENT =
      Set.of(
          ChannelDuplexHandler.class,
          ChannelOutboundHandlerAdapter.class,
          LoggingHandler.class,
          ChunkedWriteHandler.class,
          IdleStateHandler.class);

  /**
   * Our own handlers pass on what they do not know; the floors cannot be imported from here, so by
   * name.
   */
  private static final List<String> OWN_FLOORS =
      List.of(
          "io.cleave.frame.",
          "io.cleave.message.",
          "io.cleave.connection.",
          "io.cleave.exchange.",
          "io.cleave.endpoint.");

  private ZeroCopy() {}

  /** Whether a file region written by {@code encoder} arrives at a transport that takes it. */
  static boolean isPossible(ChannelHandlerContext encoder) {
    Channel channel = encoder.channel();
    if (!isKnown(channel.getClass())) {
      return false;
    }
    for (Map.Entry<String, ChannelHandler> stage : channel.pipeline()) { // begins at the socket
      if (stage.getKey().equals(encoder.name())) {
        return true;
      }
      if (!isTransparent(stage.getValue())) {
        return false;
      }
    }
    return false; // the encoder was removed meanwhile
  }

  static boolean isKnown(Class<?> transport) {
    for (Class<?> type = transport; type != null; type = type.getSuperclass()) {
      if (TRANSPORTS.contains(type.getName())) {
        return true;
      }
    }
    return false;
  }

  static boolean isTransparent(ChannelHandler handler) {
    if (!(handler instanceof ChannelOutboundHandler)) {
      return true; // writes pass it by
    }
    if (handler instanceof IdleStateHandler idle && watchesWrites(idle)) {
      return false;
    }
    try {
      Class<?> writer =
          handler
              .getClass()
              .getMethod("write", ChannelHandlerContext.class, Object.class, ChannelPromise.class)
              .getDeclaringClass();
      return TRANSPARENT.contains(writer) || isOwn(writer);
    } catch (NoSuchMethodException e) {
      return false; // a native image without the metadata; chunks work there too
    }
  }

  /**
   * A region is one write, however long it takes: to such a handler a busy connection looks idle.
   */
  private static boolean watchesWrites(IdleStateHandler handler) {
    return handler.getWriterIdleTimeInMillis() > 0 || handler.getAllIdleTimeInMillis() > 0;
  }

  private static boolean isOwn(Class<?> writer) {
    return OWN_FLOORS.stream().anyMatch(writer.getName()::startsWith);
  }
}
