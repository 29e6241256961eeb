package io.cleave.endpoint;

import org.jspecify.annotations.Nullable;

/**
 * The connection ended before all was done: the peer closed, was cut off, or sent something that
 * was refused. The cause says which, for example a {@link io.cleave.frame.TruncatedFrameException};
 * none means that the peer simply closed.
 */
public final class ConnectionLostException extends EndpointException {
  private static final long serialVersionUID = 1L;

  private final boolean orderly;

  ConnectionLostException(String message, @Nullable Throwable cause) {
    this(message, cause, false);
  }

  private ConnectionLostException(String message, @Nullable Throwable cause, boolean orderly) {
    super(message, cause);
    this.orderly = orderly;
  }

  /** The peer has closed, between two answers and without a reset. */
  static ConnectionLostException orderly(String message) {
    return new ConnectionLostException(message, null, true);
  }

  /** Whether it is that one: where an answer is over when the peer closes, no failure. */
  boolean isOrderly() {
    return orderly;
  }
}
