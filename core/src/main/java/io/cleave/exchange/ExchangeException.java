package io.cleave.exchange;

import static java.util.Objects.requireNonNull;

import io.cleave.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Why a request, a body or an event did not come through: a {@link Status}, and a sentence.
 *
 * <p>A handler throws it to answer with that status; whoever asked gets it with what the answerer
 * said. {@link #mayHaveRun} tells whether asking again could do the same thing twice.
 */
public final class ExchangeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The longest sentence that is sent, in characters. */
  static final int MAX_SENTENCE = 1024;

  private final Status status;
  private final boolean mayHaveRun;
  private final transient Header meta;

  /**
   * For a handler: answers with this status.
   *
   * @param status any but {@link Status#OK}
   * @param message a sentence for people; of more than 1 024 characters the rest is left out
   */
  public ExchangeException(Status status, String message) {
    this(status, message, true, null);
  }

  ExchangeException(Status status, String message, boolean mayHaveRun, @Nullable Throwable cause) {
    this(status, message, mayHaveRun, cause, Header.empty());
  }

  ExchangeException(
      Status status, String message, boolean mayHaveRun, @Nullable Throwable cause, Header meta) {
    super(requireNonNull(message, "message"), cause, false, true);
    if (requireNonNull(status, "status") == Status.OK) {
      throw new IllegalArgumentException("status: ok (expected: a reason for an exception)");
    }
    this.status = status;
    this.mayHaveRun = mayHaveRun;
    this.meta = requireNonNull(meta, "meta");
  }

  /** The same, with the caller's stack trace. */
  ExchangeException here() {
    return new ExchangeException(status, String.valueOf(getMessage()), mayHaveRun, this, meta);
  }

  /**
   * For a request that never reached the peer: {@link #mayHaveRun} is false.
   *
   * @param status any but {@link Status#OK}
   * @param message a sentence for people
   */
  public static ExchangeException notStarted(Status status, String message) {
    return new ExchangeException(status, message, false, null);
  }

  /** What the answerer said beside the sentence, see {@link Reply#withMeta}; empty as a rule. */
  public Header meta() {
    return meta;
  }

  /** How it ended. */
  public Status status() {
    return status;
  }

  /**
   * Whether the peer may have begun to work on it. If not, the request may be repeated, on this
   * connection or another, whatever it does.
   */
  public boolean mayHaveRun() {
    return mayHaveRun;
  }
}
