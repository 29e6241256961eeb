package io.cleave.endpoint;

import static java.util.Objects.requireNonNull;

import io.cleave.connection.Acceptor;
import io.cleave.connection.Address;
import io.cleave.connection.LinkLimits;
import io.cleave.connection.Transport;
import io.cleave.metrics.ConnectionMetrics;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * A server that listens until it is stopped.
 *
 * <p><b>Threading.</b> Any thread but its own: {@link #stop} blocks.
 */
public abstract sealed class Server implements AutoCloseable
    permits FrameServer, PlainMessageServer, MessageServer {
  /** The host a server listens on, unless another is set. */
  public static final String DEFAULT_HOST = "127.0.0.1";

  /** How long {@link #close} waits for what is being done, unless another time is set: 10 s. */
  public static final Duration DEFAULT_GRACE = Duration.ofSeconds(10);

  /** Connections waiting to be accepted, unless another number is set. */
  public static final int DEFAULT_BACKLOG = 128;

  /** Connections served at a time, unless another number is set. */
  public static final int DEFAULT_MAX_CONNECTIONS = 10_000;

  /** What a server was told, whatever its format. */
  record Settings(
      Acceptor.Settings acceptor, Duration grace, Consumer<SocketAddress> onDisconnect) {}

  private final Serving serving;

  Server(Serving serving) {
    this.serving = serving;
  }

  final Serving serving() {
    return serving;
  }

  /** The port it listens on; 0 on a {@code unix:} address. */
  public final int port() {
    return address() instanceof InetSocketAddress inet ? inet.getPort() : 0;
  }

  /** The address it listens on. */
  public final SocketAddress address() {
    return serving.address();
  }

  /** Connections open now. */
  public final int openConnections() {
    return serving.openConnections();
  }

  /**
   * Stops accepting, finishes what was read, closes. More than once does no harm: whoever comes
   * later waits for the first.
   *
   * @param grace how long what is being done may take; then it is cut off, its handlers are
   *     interrupted
   * @return whether all was finished in time
   * @throws IllegalStateException if called by a handler of this server, which would wait for
   *     itself
   */
  public final boolean stop(Duration grace) {
    return serving.stop(requireNonNull(grace, "grace"));
  }

  /** Stops as {@link #stop} does, with the grace set when it was built. */
  @Override
  public final void close() {
    serving.stop();
  }

  /** Where it listens. */
  @Override
  public final String toString() {
    return getClass().getSimpleName() + "[" + Address.text(address()) + "]";
  }

  /**
   * What all servers can be told before they are bound.
   *
   * @param <B> the builder itself
   */
  public abstract static sealed class Builder<B extends Builder<B>>
      permits FrameServer.Builder, PlainMessageServer.Builder, MessageServer.Builder {
    private String host = DEFAULT_HOST;
    private int backlog = DEFAULT_BACKLOG;
    LinkLimits limits = LinkLimits.DEFAULT;
    private Duration grace = DEFAULT_GRACE;
    private int maxConnections = DEFAULT_MAX_CONNECTIONS;
    private int maxConnectionsPerAddress;
    private Transport transport = Transport.AUTO;
    private ConnectionMetrics.Factory metrics = ConnectionMetrics.Factory.NONE;
    private Consumer<SocketAddress> onDisconnect = peer -> {};

    Builder() {}

    abstract B self();

    /** The address to bind, instead of loopback; {@code unix:PATH} is a socket file. */
    public B host(String value) {
      host = new Address(value, 0).host();
      return self();
    }

    /**
     * How many connections wait to be accepted, from 1. The kernel completes them without this
     * server and takes at most {@code somaxconn}; one more is not answered, and tries again after a
     * second. Those of which only a SYN has come wait elsewhere, in a queue of the kernel's own.
     */
    public B backlog(int value) {
      backlog = value;
      return self();
    }

    /** Closes a connection on which nothing has happened for so long; zero means never. */
    public B idle(Duration value) {
      limits = limits.withIdle(value);
      return self();
    }

    /** Closes a connection whose peer takes nothing of its answer for so long. */
    public B writeStall(Duration value) {
      limits = limits.withWriteStall(value);
      return self();
    }

    /**
     * Closes a connection at once when more bytes than that wait for its peer, from 64 KiB. The
     * longest message among them does not count: a single answer may be longer. A handler that
     * answers does not come near it, because it waits while 64 KiB are on their way.
     */
    public B outboundCap(long value) {
      limits = limits.withOutboundCap(value);
      return self();
    }

    /**
     * Refuses a peer whose length and header are not complete in that time, from the first byte on;
     * zero means never, and then there is no {@link #minBodyRate} either. Unframed, there is no
     * such thing.
     */
    public B headTimeout(Duration value) {
      limits = limits.withHead(value);
      return self();
    }

    /**
     * Refuses a peer that sends a frame or a body more slowly, on average and while this side
     * reads, once {@link #headTimeout} has passed; in bytes a second, 0 means never.
     */
    public B minBodyRate(int value) {
      limits = limits.withBodyRate(value);
      return self();
    }

    /** How long {@link Server#close} waits for what is being done. */
    public B grace(Duration value) {
      if (requireNonNull(value, "grace").isNegative()) {
        throw new IllegalArgumentException("grace: " + value + " (expected: zero, or more)");
      }
      grace = value;
      return self();
    }

    /** How many connections at a time, from 1; one more is closed at once. */
    public B maxConnections(int value) {
      maxConnections = value;
      return self();
    }

    /**
     * How many connections of one remote address at a time; one more is closed at once. 0, unless
     * set, means any number: behind a proxy or a router many peers have the same address. On a
     * {@code unix:} address it has no effect.
     */
    public B maxConnectionsPerAddress(int value) {
      maxConnectionsPerAddress = value;
      return self();
    }

    /**
     * The socket implementation.
     *
     * @throws IllegalArgumentException if this machine does not have it
     */
    public B transport(Transport value) {
      transport = requireNonNull(value, "transport").requireAvailable();
      return self();
    }

    /** Hears what each connection does. */
    public B metrics(ConnectionMetrics.Factory value) {
      metrics = requireNonNull(value, "metrics");
      return self();
    }

    /**
     * Called when a connection is over and everything it sent has been handled, once for each, on a
     * worker.
     */
    public B onDisconnect(Consumer<SocketAddress> value) {
      onDisconnect = requireNonNull(value, "onDisconnect");
      return self();
    }

    final Settings settings(int port) {
      return new Settings(
          new Acceptor.Settings(
              new Address(host, port),
              backlog,
              maxConnections,
              maxConnectionsPerAddress,
              limits,
              transport,
              metrics),
          grace,
          onDisconnect);
    }
  }
}
