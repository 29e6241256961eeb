package io.cleave.frame;

import io.netty.handler.codec.TooLongFrameException;

/**
 * A length above the limit: announced by a peer, or about to be written by this side.
 *
 * <p>On a decoder nothing behind it is delivered and the connection closes; on an encoder nothing
 * was written and the connection lives.
 */
public final class FrameTooLongException extends TooLongFrameException {
  private static final long serialVersionUID = 1L;

  private final long announced;
  private final long limit;

  /**
   * Made by codecs.
   *
   * @param part what is too long, for example {@code payload}
   * @param announced its length in bytes
   * @param limit the most it may have
   * @param hint what the bytes look like, or nothing
   */
  public FrameTooLongException(String part, long announced, long limit, String hint) {
    super(Sentences.join(part + "Length: " + announced + " (expected: <= " + limit + ")", hint));
    this.announced = announced;
    this.limit = limit;
  }

  /** The length announced, in bytes. */
  public long announced() {
    return announced;
  }

  /** The limit it is above, in bytes. */
  public long limit() {
    return limit;
  }

  @Override
  public Throwable fillInStackTrace() {
    return this; // a trace would name only Netty
  }
}
