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
 * <p><b>Threading.</b> Any thread but an event loop; calls of several threads take turns.
 */
public abstract sealed class Client implements AutoCloseable
    permits FrameClient, PlainMessageClient {
  /** How long is waited, unless another time is set: 30 s. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

  Client() {}

  abstract Asking<?> asking();

  /** The server's address. */
  public final SocketAddress peer() {
    return asking().peer();
  }

  /**
   * Says that nothing more is sent, and waits until the peer has closed too: for a server that says
   * by closing that it has taken everything. What else it sends is thrown away.
   *
   * @throws ConnectionLostException if the connection did not end in an orderly way, for example by
   *     a reset
   * @throws AnswerTimeoutException if the peer says and does nothing for as long as the timeout
   */
  public final void end() {
    letGo();
    asking().end();
  }

  /** Sends what was written, closes gently, waits for it. More than once does no harm. */
  @Override
  public final void close() {
    letGo();
    asking().close();
  }

  /** Lets go of what was handed out and is still held. */
  void letGo() {}

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
      permits FrameClient.Builder, PlainMessageClient.Builder {
    private Duration timeout = DEFAULT_TIMEOUT;
    private Transport transport = Transport.AUTO;
    private ConnectionMetrics.Factory metrics = ConnectionMetrics.Factory.NONE;

    Builder() {}

    abstract B self();

    /**
     * How long to wait for the connection, and then for the next byte while an answer is waited
     * for: a long answer may take as long as it comes.
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

    static Duration requirePositive(String name, Duration value) {
      if (requireNonNull(value, name).compareTo(Duration.ofMillis(1)) < 0) {
        throw new IllegalArgumentException(
            name + ": " + value + " (expected: a millisecond or more)");
      }
      return value;
    }
  }
}
