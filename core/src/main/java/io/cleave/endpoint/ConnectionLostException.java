package io.cleave.endpoint;

import org.jspecify.annotations.Nullable;

/**
 * The connection ended before all was done: the peer closed, was cut off, or sent something that
 * was refused. The cause says which, for example a {@link io.cleave.frame.TruncatedFrameException};
 * none means that the peer simply closed.
 */
public final class ConnectionLostException extends EndpointException {
  private static final long serialVersionUID = 1L;

  ConnectionLostException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
