package io.cleave.body;

import io.netty.handler.codec.CodecException;

/**
 * A received body has another digest than its sender said: some byte of it is not what was sent.
 * The file was not kept.
 */
public final class BodyDigestException extends CodecException {
  private static final long serialVersionUID = 1L;

  private final String algorithm;
  private final String expected;
  private final String actual;

  BodyDigestException(String algorithm, String expected, String actual) {
    super(
        "body: "
            + algorithm
            + " "
            + actual
            + " (expected: "
            + expected
            + "); the file was not kept");
    this.algorithm = algorithm;
    this.expected = expected;
    this.actual = actual;
  }

  /** The digest's name, as {@code MessageDigest} knows it. */
  public String algorithm() {
    return algorithm;
  }

  /** What the sender said, in lower-case hex digits. */
  public String expected() {
    return expected;
  }

  /** What the received bytes give, in lower-case hex digits. */
  public String actual() {
    return actual;
  }

  /** No stack trace: it would name only the caller of {@code commit}. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
