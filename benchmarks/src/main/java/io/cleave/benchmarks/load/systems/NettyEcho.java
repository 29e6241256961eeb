package io.cleave.benchmarks.load.systems;

import io.cleave.benchmarks.load.Answers;
import io.cleave.benchmarks.load.EchoClient;
import io.cleave.benchmarks.load.EchoSystem;
import io.cleave.benchmarks.load.Payload;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What all pipelines of handlers have in common: sockets, threads, and no delay of small writes.
 */
abstract class NettyEcho implements EchoSystem {
  private static final int BACKLOG = 4096;

  private final Sockets sockets;
  private EventLoopGroup group;

  NettyEcho(Sockets sockets) {
    this.sockets = sockets;
  }

  /** Puts the server's handlers into a connection. */
  abstract void server(Channel channel);

  /** Puts the client's handlers into a connection; returns the one that sends. */
  abstract EchoClient client(Channel channel, Payload payload, Answers answers);

  @Override
  public final int serve() throws InterruptedException {
    Channel channel =
        new ServerBootstrap()
            .group(group())
            .channel(sockets.server())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(initializer(this::server))
            .bind(InetAddress.getLoopbackAddress(), 0)
            .sync()
            .channel();
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  @Override
  public final EchoClient connect(int port, Payload payload, Answers answers)
      throws InterruptedException {
    EchoClient[] client = new EchoClient[1];
    new Bootstrap()
        .group(group())
        .channel(sockets.client())
        .option(ChannelOption.TCP_NODELAY, true)
        .handler(initializer(channel -> client[0] = client(channel, payload, answers)))
        .connect(InetAddress.getLoopbackAddress(), port)
        .sync();
    return client[0];
  }

  private EventLoopGroup group() {
    if (group == null) {
      group =
          new MultiThreadIoEventLoopGroup(
              0, new DefaultThreadFactory(getClass(), true), sockets.loops());
    }
    return group;
  }

  private static ChannelHandler initializer(Consumer<Channel> handlers) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        handlers.accept(channel);
      }
    };
  }

  @Override
  public final void close() {
    group().shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
