package io.cleave.body;

import io.netty.handler.codec.CodecException;

/**
 * A body has another number of bytes than its header announced.
 *
 * <p>Thrown by a {@link BodySource}, whose encoder then has to close the connection, because the
 * peer waits for bytes that do not come, or has no place for those that do; and by a {@link
 * BodyFile}, whose temporary file is gone then.
 */
public final class BodyLengthException extends CodecException {
  private static final long serialVersionUID = 1L;

  private final long expected;
  private final long got;

  /**
   * Made by encoders and receivers.
   *
   * @param expected how many bytes were announced
   * @param got how many there were
   */
  public BodyLengthException(long expected, long got) {
    super(sentence(expected, got));
    this.expected = expected;
    this.got = got;
  }

  BodyLengthException(long expected, long got, Throwable cause) {
    super(sentence(expected, got), cause);
    this.expected = expected;
    this.got = got;
  }

  private static String sentence(long expected, long got) {
    String atLeast = got > expected ? "at least " : "";
    return "body: " + atLeast + got + " bytes (expected: " + expected + " as announced)";
  }

  /** How many bytes were announced. */
  public long expected() {
    return expected;
  }

  /**
   * How many bytes there were; if more than announced, how many had been counted when that was
   * noticed.
   */
  public long got() {
    return got;
  }

  /** No stack trace: it would name only the event loop. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
