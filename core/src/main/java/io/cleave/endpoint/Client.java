package io.cleave.endpoint;

import static java.util.Objects.requireNonNull;

import io.cleave.connection.Address;
import io.cleave.connection.Link;
import io.cleave.connection.LinkLimits;
import io.cleave.connection.Transport;
import io.cleave.metrics.ConnectionMetrics;
import java.net.SocketAddress;
import java.time.Duration;

/**
 * A connection to a server, from the side that made it.
 *
 * <p><b>Threading.</b> Any thread but an event loop.
 */
public abstract sealed class Client implements AutoCloseable permits PlainClient, MessageClient {
  /** How long is waited, unless another time is set: 30 s. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

  Client() {}

  /** The server's address. */
  public abstract SocketAddress peer();

  /** Sends what was written, closes gently, waits for it. More than once does no harm. */
  @Override
  public abstract void close();

  /** Whom it asks. */
  @Override
  public final String toString() {
    return getClass().getSimpleName() + "[" + Address.text(peer()) + "]";
  }

  /**
   * What all clients can be told before they connect.
   *
   * @param <B> the builder itself
   */
  public abstract static sealed class Builder<B extends Builder<B>>
      permits FrameClient.Builder, PlainMessageClient.Builder, MessageClient.Builder {
    private Duration timeout = DEFAULT_TIMEOUT;
    private Transport transport = Transport.AUTO;
    private ConnectionMetrics.Factory metrics = ConnectionMetrics.Factory.NONE;

    Builder() {}

    abstract B self();

    /**
     * How long to wait for the connection, and on a plain format for the next byte while an answer
     * is waited for: a long answer may take as long as it comes. On the native protocol it is also
     * how long the server may take for its hello, or take nothing of what it is sent; how long a
     * request may take is its deadline.
     */
    public B timeout(Duration value) {
      timeout = requirePositive("timeout", value);
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

    /** Hears what the connection does. */
    public B metrics(ConnectionMetrics.Factory value) {
      metrics = requireNonNull(value, "metrics");
      return self();
    }

    final LinkLimits limits() {
      return LinkLimits.DEFAULT
          .withWriteStall(timeout)
          .withHead(Duration.ZERO)
          .withOutboundCap(Long.MAX_VALUE); // each of its threads waits for what it sends
    }

    final Link.Settings settings(String host, int port) {
      return new Link.Settings(new Address(host, port), timeout, limits(), transport, metrics);
    }

    /** For a client that may be asked too, and whose server says hello first of all. */
    final Link.Settings nativeSettings(String host, int port) {
      LinkLimits limits = LinkLimits.DEFAULT.withWriteStall(timeout).withFirstMessage(timeout);
      return new Link.Settings(new Address(host, port), timeout, limits, transport, metrics);
    }

    static Duration requirePositive(String name, Duration value) {
      if (requireNonNull(value, name).compareTo(Duration.ofMillis(1)) < 0) {
        throw new IllegalArgumentException(
            name + ": " + value + " (expected: a millisecond or more)");
      }
      return value;
    }
  }
}
