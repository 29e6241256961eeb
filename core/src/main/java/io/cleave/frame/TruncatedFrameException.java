package io.cleave.frame;

import io.netty.handler.codec.PrematureChannelClosureException;

/**
 * The stream ended inside a frame or a message: the peer closed, or shut its output down, before
 * all it had announced was there.
 *
 * <p>What had come of it is not delivered as if it were whole.
 */
public final class TruncatedFrameException extends PrematureChannelClosureException {
  private static final long serialVersionUID = 1L;

  private final long got;
  private final long expected;

  /**
   * Made by codecs.
   *
   * @param part what is incomplete, for example {@code payload}
   * @param got bytes of it that came
   * @param expected bytes of it that were announced
   * @param hint what the bytes look like, or nothing
   */
  public TruncatedFrameException(String part, long got, long expected, String hint) {
    super(
        Sentences.join(
            part + ": " + got + " bytes, then end of stream (expected: " + expected + ")", hint));
    this.got = got;
    this.expected = expected;
  }

  /** Bytes that came. */
  public long got() {
    return got;
  }

  /** Bytes that were announced. */
  public long expected() {
    return expected;
  }

  @Override
  public Throwable fillInStackTrace() {
    return this; // a trace would name only Netty
  }
}
