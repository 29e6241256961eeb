package io.cleave.endpoint;

import java.time.Duration;

/**
 * The peer was silent for too long. The connection is closed then: on a format without ids a late
 * answer could not be told from the next one.
 */
public final class AnswerTimeoutException extends EndpointException {
  private static final long serialVersionUID = 1L;

  private final Duration waited;

  AnswerTimeoutException(String message, Duration waited) {
    super(message, null);
    this.waited = waited;
  }

  /** How long was waited. */
  public Duration waited() {
    return waited;
  }
}
