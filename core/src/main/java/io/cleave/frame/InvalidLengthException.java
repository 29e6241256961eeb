package io.cleave.frame;

import io.netty.handler.codec.CorruptedFrameException;

/**
 * A length field whose value cannot be a length: negative, above 2^63-1, less than the field that
 * it should count, or not the length that another field asks for.
 *
 * <p>Nothing behind it is delivered and the connection closes.
 */
public final class InvalidLengthException extends CorruptedFrameException {
  private static final long serialVersionUID = 1L;

  private final long value;

  /**
   * Made by codecs.
   *
   * @param sentence what came and what was expected
   * @param value the value as read, two's complement
   * @param hint what the bytes look like, or nothing
   */
  public InvalidLengthException(String sentence, long value, String hint) {
    super(Sentences.join(sentence, hint));
    this.value = value;
  }

  /** The value as read; an unsigned one above 2^63-1 shows as negative. */
  public long value() {
    return value;
  }

  @Override
  public Throwable fillInStackTrace() {
    return this; // a trace would name only Netty
  }
}
