package io.cleave.connection;

import static java.util.Objects.requireNonNull;

import io.cleave.frame.LingeringClose;
import io.cleave.metrics.ConnectionMetrics;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;

/**
 * The connecting side: one connection, with an event loop of its own.
 *
 * <p><b>Threading.</b> {@link #connect} and {@link #close} block; any thread but an event loop.
 */
public final class Link {
  /**
   * How to connect.
   *
   * @param address where to
   * @param timeout for the connection to be there
   * @param limits of the connection
   * @param transport the socket implementation
   * @param metrics asked for one listener
   */
  public record Settings(
      Address address,
      Duration timeout,
      LinkLimits limits,
      Transport transport,
      ConnectionMetrics.Factory metrics) {
    /** Checks that nothing is missing. */
    public Settings {
      requireNonNull(address, "address");
      requireNonNull(timeout, "timeout");
      requireNonNull(limits, "limits");
      requireNonNull(transport, "transport");
      requireNonNull(metrics, "metrics");
    }
  }

  /** A gentle close takes a second at most; a little more, and it is forced. */
  private static final long CLOSE_MILLIS = 1_500;

  private final SocketAddress peer;
  private final EventLoopGroup group;
  private final Channel channel;
  private final LinkWatch watch;

  private Link(SocketAddress peer, EventLoopGroup group, Channel channel, LinkWatch watch) {
    this.peer = peer;
    this.group = group;
    this.channel = channel;
    this.watch = watch;
  }

  /**
   * Connects.
   *
   * @param owner the last stage
   * @param name how the thread is called
   * @throws IOException if the address is unknown, or nobody is there, or nobody in time
   */
  public static Link connect(
      Settings settings, Pipelines pipelines, ChannelHandler owner, String name)
      throws IOException {
    Address address = settings.address();
    Sockets sockets = settings.transport().sockets(address.isUnix());
    SocketAddress remote = address.resolve(sockets);
    LinkWatch watch = new LinkWatch(settings.limits());
    EventLoopGroup group = EventLoops.start(name, true, 1, sockets.ioHandlers());
    ChannelFuture connected =
        bootstrap(settings, sockets)
            .group(group)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    HalfClosure.allow(channel);
                    pipelines.install(
                        channel,
                        watch,
                        settings.limits(),
                        settings.metrics().forConnection(address.shownFor(remote)),
                        owner);
                  }
                })
            .connect(remote)
            .awaitUninterruptibly();
    if (!connected.isSuccess()) {
      EventLoops.stop(group);
      Throwable cause = connected.cause();
      throw cause instanceof IOException known ? known : new IOException(cause);
    }
    return new Link(address.shownFor(remote), group, connected.channel(), watch);
  }

  private static Bootstrap bootstrap(Settings settings, Sockets sockets) {
    long millis = Math.min(Integer.MAX_VALUE, Math.max(1, settings.timeout().toMillis()));
    Bootstrap bootstrap =
        new Bootstrap()
            .channelFactory(sockets.client())
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) millis);
    return settings.address().isUnix()
        ? bootstrap
        : bootstrap.option(ChannelOption.SO_KEEPALIVE, true);
  }

  /** The connection itself. */
  public Channel channel() {
    return channel;
  }

  /** The other end's address. */
  public SocketAddress peer() {
    return peer;
  }

  /** When a byte last came or went, as {@link System#nanoTime} tells it. */
  public long lastActivity() {
    return watch.lastActivity();
  }

  /** Sends nothing more, and goes on reading. */
  public void shutdownOutput() {
    if (channel instanceof DuplexChannel duplex) {
      duplex.shutdownOutput();
    }
  }

  /** Closes gently without waiting; the thread stays until {@link #close}. */
  public void closeSoon() {
    OnLoop.run(channel, () -> LingeringClose.close(channel));
  }

  /**
   * Lets what was written arrive, closes gently, and waits for the thread to end. More than once
   * does no harm.
   */
  public void close() {
    if (!group.isShuttingDown()) {
      closeSoon();
      channel.closeFuture().awaitUninterruptibly(CLOSE_MILLIS);
    }
    EventLoops.stop(group);
  }
}
