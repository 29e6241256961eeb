package io.cleave.endpoint;

import org.jspecify.annotations.Nullable;

/**
 * What can go wrong between this side and the other one. The message is a sentence for people: what
 * happened, what was expected, what to do.
 */
public abstract sealed class EndpointException extends RuntimeException
    permits BindFailedException,
        ConnectFailedException,
        ConnectionLostException,
        AnswerTimeoutException {
  private static final long serialVersionUID = 1L;

  EndpointException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
