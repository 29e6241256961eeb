package io.cleave.connection;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/** The event loops of one server or client: started with it, gone with it. */
final class EventLoops {
  private static final long PATIENCE_MILLIS = 5_000;

  private EventLoops() {}

  static EventLoopGroup start(String name, boolean daemon, int threads, IoHandlerFactory io) {
    return new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory(name, daemon), io);
  }

  /** Closes whatever is still open on them, and waits for the threads to end. */
  static void stop(EventLoopGroup group) {
    group
        .shutdownGracefully(0, PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(PATIENCE_MILLIS);
  }
}
