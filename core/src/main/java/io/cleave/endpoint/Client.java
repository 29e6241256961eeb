package io.cleave.endpoint;

import io.cleave.connection.Transport;
import io.cleave.metrics.ConnectionMetrics;
import java.net.SocketAddress;
import java.time.Duration;

/**
 * A connection to a server, from the side that made it.
 *
 * <p><b>Threading.</b> Any thread but an event loop; calls of several threads take turns.
 */
@SuppressWarnings("DoNotCallSuggester") // to be filled in
public abstract sealed class Client implements AutoCloseable permits FrameClient, MessageClient {
  /** How long is waited, unless another time is set: 30 s. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

  Client() {}

  /** The server's address. */
  public final SocketAddress peer() {
    throw new UnsupportedOperationException("not yet");
  }

  /** Sends what was written, closes gently, waits for it. More than once does no harm. */
  @Override
  public final void close() {
    throw new UnsupportedOperationException("not yet");
  }

  /**
   * What all clients can be told before they connect.
   *
   * @param <B> the builder itself
   */
  public abstract static sealed class Builder<B extends Builder<B>>
      permits FrameClient.Builder, MessageClient.Builder {
    Builder() {}

    abstract B self();

    /** How long to wait for a connection, for an answer's first byte, and for the next one. */
    public B timeout(Duration value) {
      return self();
    }

    /**
     * The socket implementation.
     *
     * @throws IllegalArgumentException if this machine does not have it
     */
    public B transport(Transport value) {
      return self();
    }

    /** Hears what the connection does. */
    public B metrics(ConnectionMetrics.Factory value) {
      return self();
    }
  }
}
