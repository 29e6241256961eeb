package io.cleave.connection;

import static java.util.Objects.requireNonNull;

import io.cleave.metrics.ConnectionMetrics;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * The accepting side: listens, gives each connection its pipeline, counts them.
 *
 * <p>A connection above a limit is closed at once, with one line in the log. A descriptor that
 * could not be had pauses accepting for a second, as Netty does, and is one line too.
 *
 * <p><b>Threading.</b> {@link #bind} and {@link #close} block; any thread but an event loop.
 */
public final class Acceptor {
  /**
   * How to listen.
   *
   * @param address where
   * @param backlog connections waiting to be accepted, from 1
   * @param maxConnections connections at a time, from 1
   * @param maxConnectionsPerAddress connections of one remote address at a time; 0 means any
   *     number. Those through a {@code unix:} address have no address, and no such limit
   * @param limits of each connection
   * @param transport the socket implementation
   * @param metrics one listener for each connection
   */
  public record Settings(
      Address address,
      int backlog,
      int maxConnections,
      int maxConnectionsPerAddress,
      LinkLimits limits,
      Transport transport,
      ConnectionMetrics.Factory metrics) {
    /** Checks the numbers. */
    public Settings {
      requireNonNull(address, "address");
      requireNonNull(limits, "limits");
      requireNonNull(transport, "transport");
      requireNonNull(metrics, "metrics");
      requirePositive("backlog", backlog);
      requirePositive("maxConnections", maxConnections);
      if (maxConnectionsPerAddress < 0) {
        throw new IllegalArgumentException(
            "maxConnectionsPerAddress: " + maxConnectionsPerAddress + " (expected: 0..)");
      }
    }

    private static void requirePositive(String name, int value) {
      if (value < 1) {
        throw new IllegalArgumentException(name + ": " + value + " (expected: 1..)");
      }
    }
  }

  private static final int MIN_THREADS = 2;

  private final Settings settings;
  private final ConnectionLog log;
  private final EventLoopGroup group;
  private final AtomicInteger open = new AtomicInteger();
  private final AddressCount addresses;
  private final Channel channel;

  private Acceptor(
      Settings settings,
      Pipelines pipelines,
      Function<SocketAddress, ChannelHandler> owners,
      ConnectionLog log,
      String name)
      throws IOException {
    this.settings = settings;
    this.log = log;
    this.addresses = new AddressCount(settings.maxConnectionsPerAddress());
    Address address = settings.address();
    Sockets sockets = settings.transport().sockets(address.isUnix());
    int threads = Math.max(MIN_THREADS, Runtime.getRuntime().availableProcessors());
    SocketAddress local = address.resolve(sockets);
    if (address.isUnix() && Files.exists(address.path(), LinkOption.NOFOLLOW_LINKS)) {
      throw new BindException("Address already in use"); // the native transports would remove it
    }
    this.group = EventLoops.start(name, false, threads, sockets.ioHandlers());
    ChannelFuture bound = bootstrap(sockets, pipelines, owners).bind(local).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      EventLoops.stop(group);
      Throwable cause = bound.cause();
      throw cause instanceof IOException known ? known : new IOException(cause);
    }
    this.channel = bound.channel();
    channel.pipeline().addLast(new AcceptErrors()); // behind Netty's own, which pauses on an error
  }

  /**
   * Listens.
   *
   * @param owners makes the last stage of each connection, from the peer's address, or refuses it
   *     with a {@link RejectedExecutionException} whose message says why
   * @param name how the threads are called
   * @throws IOException if the address is unknown, taken, or not this machine's
   */
  public static Acceptor bind(
      Settings settings,
      Pipelines pipelines,
      Function<SocketAddress, ChannelHandler> owners,
      ConnectionLog log,
      String name)
      throws IOException {
    return new Acceptor(
        requireNonNull(settings, "settings"),
        requireNonNull(pipelines, "pipelines"),
        requireNonNull(owners, "owners"),
        requireNonNull(log, "log"),
        requireNonNull(name, "name"));
  }

  private ServerBootstrap bootstrap(
      Sockets sockets, Pipelines pipelines, Function<SocketAddress, ChannelHandler> owners) {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(group)
            .channelFactory(sockets.server())
            .option(ChannelOption.SO_BACKLOG, settings.backlog())
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel accepted) {
                    admit(accepted, pipelines, owners);
                  }
                });
    if (!settings.address().isUnix()) {
      bootstrap
          .option(ChannelOption.SO_REUSEADDR, true)
          .childOption(ChannelOption.SO_KEEPALIVE, true);
    }
    return bootstrap;
  }

  private void admit(
      Channel accepted, Pipelines pipelines, Function<SocketAddress, ChannelHandler> owners) {
    SocketAddress peer = settings.address().shownFor(accepted.remoteAddress());
    if (!entersAddress(accepted)) {
      int max = settings.maxConnectionsPerAddress();
      refuse(accepted, peer, "connections of its address: " + (max + 1), max);
      return;
    }
    int number = open.incrementAndGet();
    accepted.closeFuture().addListener(closed -> open.decrementAndGet());
    if (number > settings.maxConnections()) {
      refuse(accepted, peer, "connections: " + number, settings.maxConnections());
      return;
    }
    ChannelHandler owner;
    try {
      owner = owners.apply(peer);
    } catch (RejectedExecutionException busy) {
      refuse(accepted, peer, ConnectionLog.sentence(busy));
      return;
    }
    HalfClosure.allow(accepted);
    ConnectionMetrics metrics = settings.metrics().forConnection(peer);
    LinkLimits limits = settings.limits();
    pipelines.install(accepted, new LinkWatch(limits), limits, metrics, owner);
  }

  private void refuse(Channel accepted, SocketAddress peer, String what, int max) {
    refuse(accepted, peer, what + " (expected: <= " + max + ")");
  }

  private void refuse(Channel accepted, SocketAddress peer, String why) {
    log.refused(peer, why);
    accepted.close();
  }

  private boolean entersAddress(Channel accepted) {
    boolean counted =
        settings.maxConnectionsPerAddress() > 0
            && accepted.remoteAddress() instanceof InetSocketAddress;
    if (!counted) {
      return true;
    }
    InetAddress address = ((InetSocketAddress) accepted.remoteAddress()).getAddress();
    boolean entered = addresses.enter(address);
    if (entered) {
      accepted.closeFuture().addListener(closed -> addresses.leave(address));
    }
    return entered;
  }

  /** The address it listens on, with the real port. */
  public SocketAddress address() {
    return settings.address().shownFor(channel.localAddress());
  }

  /** Connections open now. */
  public int openConnections() {
    return open.get();
  }

  /** Whether the caller is on one of its event loops. */
  public boolean isOnEventLoop() {
    for (EventExecutor loop : group) {
      if (loop.inEventLoop()) {
        return true;
      }
    }
    return false;
  }

  /** Accepts no more; the connections there are live on. */
  public void stopAccepting() {
    channel.close().awaitUninterruptibly();
    removeSocketFile();
  }

  private void removeSocketFile() {
    if (settings.address().isUnix()) {
      try {
        Files.deleteIfExists(settings.address().path());
      } catch (IOException e) {
        log.gone(address(), "its socket file could not be removed: " + ConnectionLog.sentence(e));
      }
    }
  }

  /** Closes whatever is open, and waits for the threads to end. */
  public void close() {
    stopAccepting();
    EventLoops.stop(group);
  }

  private final class AcceptErrors extends ChannelInboundHandlerAdapter {
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      log.refused(
          address(),
          "a connection could not be accepted, trying again in a second: "
              + ConnectionLog.sentence(cause));
    }
  }
}
