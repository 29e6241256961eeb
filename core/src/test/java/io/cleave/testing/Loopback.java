package io.cleave.testing;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A server on 127.0.0.1 and a free port, and channels to it: what a handler meets on a real socket.
 *
 * <pre>{@code
 * try (Loopback loopback = Loopback.serve(Transport.NIO, p -> p.addLast(new FrameDecoder(format)));
 *     RawPeer peer = RawPeer.connect(loopback.port())) {
 *   peer.send(bytes);
 *   Channel accepted = loopback.accepted();
 * }
 * }</pre>
 *
 * <p>Closing it closes every channel it made, waits for each to be closed, and then for the
 * threads.
 *
 * <p><b>Threading.</b> One event loop thread for the server's channels and one for the client's.
 */
public final class Loopback implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Transport transport;
  private final EventLoopGroup serverGroup;
  private final EventLoopGroup clientGroup;
  private final Channel listener;
  private final BlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();
  private final Set<Channel> open = ConcurrentHashMap.newKeySet();

  private Loopback(Transport transport, Consumer<ChannelPipeline> serverHandlers) {
    this.transport = transport;
    this.serverGroup = transport.newGroup(1);
    this.clientGroup = transport.newGroup(1);
    this.listener =
        new ServerBootstrap()
            .group(serverGroup)
            .channel(transport.serverChannel())
            .option(ChannelOption.SO_BACKLOG, 1024)
            .childHandler(initializer(serverHandlers, true))
            .bind(loopback(0))
            .syncUninterruptibly()
            .channel();
  }

  /**
   * Starts a server.
   *
   * @param transport its sockets
   * @param handlers called with the pipeline of each connection that is accepted
   */
  public static Loopback serve(Transport transport, Consumer<ChannelPipeline> handlers) {
    return new Loopback(transport, handlers);
  }

  /** The port the server listens on. */
  public int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  /** The next accepted channel, waited for up to ten seconds; each is given once. */
  public Channel accepted() {
    try {
      Channel channel = accepted.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (channel == null) {
        throw new AssertionError("no connection was accepted within " + PATIENCE);
      }
      return channel;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for a connection", e);
    }
  }

  /** A client channel to this server. */
  public Channel connect(Consumer<ChannelPipeline> handlers) {
    return connect(port(), handlers);
  }

  /** A client channel to another port of this machine, a {@link RawPeer.Door} say. */
  public Channel connect(int port, Consumer<ChannelPipeline> handlers) {
    return new Bootstrap()
        .group(clientGroup)
        .channel(transport.clientChannel())
        .handler(initializer(handlers, false))
        .connect(loopback(port))
        .syncUninterruptibly()
        .channel();
  }

  /** How many channels of either side are open now, the listening one left out. */
  public int openChannels() {
    return open.size();
  }

  @Override
  public void close() {
    listener.close().syncUninterruptibly();
    open.forEach(channel -> channel.close().awaitUninterruptibly(PATIENCE.toMillis()));
    var first = clientGroup.shutdownGracefully(0, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    var second = serverGroup.shutdownGracefully(0, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    first.syncUninterruptibly();
    second.syncUninterruptibly();
  }

  private ChannelInitializer<Channel> initializer(
      Consumer<ChannelPipeline> handlers, boolean isAccepted) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        open.add(channel);
        channel.closeFuture().addListener(closed -> open.remove(channel));
        handlers.accept(channel.pipeline());
        channel.pipeline().addLast(new Silencer());
        if (isAccepted) {
          accepted.add(channel);
        }
      }
    };
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** Keeps "connection reset" out of the log; tests look at causes with handlers of their own. */
  private static final class Silencer extends ChannelInboundHandlerAdapter {
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      if (!(cause instanceof java.io.IOException)) {
        ctx.fireExceptionCaught(cause);
      }
    }
  }
}
