package io.cleave.header;

import static java.util.Objects.requireNonNull;

import io.netty.handler.codec.DecoderException;

/**
 * A header that is not what it has to be: bytes that are no strict JSON object, a limit passed, a
 * name missing or of another type than the reader asks for.
 *
 * <p>The message says what came, what was expected and at which byte. What it quotes of the peer is
 * escaped and cut, so it can be logged as it is. There is no stack trace: it would name only Netty.
 */
public final class HeaderException extends DecoderException {

  /** What {@link #offset()} says when no byte can be named. */
  public static final int NO_OFFSET = -1;

  private static final long serialVersionUID = 1L;

  private final int offset;

  /**
   * For what no single byte is to blame for.
   *
   * @param message what came and what was expected; the caller has escaped what is the peer's
   */
  public HeaderException(String message) {
    super(requireNonNull(message, "message"));
    this.offset = NO_OFFSET;
  }

  HeaderException(String message, int offset) {
    super(offset == NO_OFFSET ? message : message + ", at byte " + offset);
    this.offset = offset;
  }

  /**
   * Where in the header the trouble was found, counted from its first byte.
   *
   * @return bytes, or {@link #NO_OFFSET}
   */
  public int offset() {
    return offset;
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
