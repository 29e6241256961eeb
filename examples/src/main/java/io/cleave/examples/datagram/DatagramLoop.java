package io.cleave.examples.datagram;

import io.cleave.connection.Transport;
import io.cleave.examples.console.FailureException;
import io.cleave.examples.options.PeerAddress;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The thread that datagram sockets are on, and the one place where these are made. */
public final class DatagramLoop implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(1);
  private static final int READS_IN_A_ROW = 64;

  /** What waits to be sent when a socket takes no more; above it there is no room. */
  private static final WriteBufferWaterMark WAITING = new WriteBufferWaterMark(1 << 19, 1 << 20);

  private final DatagramSockets sockets;
  private final EventLoopGroup group;

  private DatagramLoop(DatagramSockets sockets) {
    this.sockets = sockets;
    this.group =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("datagrams", true), sockets.ioHandlers());
  }

  /**
   * Starts the thread.
   *
   * @throws IllegalArgumentException if this machine does not have the transport
   */
  public static DatagramLoop start(Transport transport) {
    return new DatagramLoop(DatagramSockets.of(transport));
  }

  /**
   * A socket that listens; nothing is read yet.
   *
   * @param port 0 for any free one
   * @param limit the longest datagram that is taken, up to {@link Datagrams#LARGEST}
   * @throws FailureException if that is not possible
   */
  public Datagrams bind(String host, int port, int limit) {
    InetAddress address = resolve(host, "an address of this machine");
    ChannelFuture bound =
        bootstrap(limit).bind(new InetSocketAddress(address, port)).awaitUninterruptibly();
    Throwable cause = bound.cause();
    if (cause != null) {
      throw new FailureException(whyNotBound(host, port, cause), cause);
    }
    return new Datagrams(bound.channel(), limit);
  }

  /**
   * A socket that sends to one address and hears nobody else; nothing is read yet.
   *
   * @throws FailureException if that is not possible
   * @throws IllegalArgumentException if the address is a socket file
   */
  Datagrams connect(PeerAddress peer) {
    if (peer.isUnix()) {
      throw new IllegalArgumentException(peer + " (expected: HOST:PORT, as datagrams go over UDP)");
    }
    InetAddress address = resolve(peer.host(), "a name that resolves");
    ChannelFuture connected =
        bootstrap(Datagrams.LARGEST)
            .connect(new InetSocketAddress(address, peer.port()))
            .awaitUninterruptibly();
    Throwable cause = connected.cause();
    if (cause != null) {
      throw new FailureException(peer + ": no socket for it: " + cause.getMessage(), cause);
    }
    return new Datagrams(connected.channel(), Datagrams.LARGEST);
  }

  private Bootstrap bootstrap(int limit) {
    return new Bootstrap()
        .group(group)
        .channelFactory(sockets.channels())
        .option(
            ChannelOption.RECVBUF_ALLOCATOR,
            new FixedRecvByteBufAllocator(limit + 1).maxMessagesPerRead(READS_IN_A_ROW))
        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WAITING)
        .option(ChannelOption.AUTO_READ, false)
        .handler(new ChannelInboundHandlerAdapter()); // what matters comes with the receiver
  }

  private static InetAddress resolve(String host, String expected) {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException unknown) {
      throw new FailureException(
          "host " + host + " is unknown (expected: " + expected + ")", unknown);
    }
  }

  private static String whyNotBound(String host, int port, Throwable cause) {
    String why = String.valueOf(cause.getMessage());
    return why.contains("in use")
        ? "port "
            + port
            + " on "
            + host
            + " is taken (expected: a free one; choose another, or 0 for any)"
        : host
            + ":"
            + port
            + ": cannot be listened on: "
            + why
            + " (expected: an address of this machine, and a port that may be taken)";
  }

  /**
   * Closes every socket and ends the thread.
   *
   * @return whether that was done in time
   */
  public boolean stop(Duration grace) {
    return group
        .shutdownGracefully(0, grace.toMillis(), TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(grace.plus(GRACE).toMillis());
  }

  @Override
  public void close() {
    stop(GRACE);
  }
}
