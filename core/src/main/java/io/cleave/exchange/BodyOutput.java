package io.cleave.exchange;

import io.cleave.header.Header;
import java.io.OutputStream;

/**
 * Where a {@link BodyWriter} writes to: each write waits until the peer has room for it.
 *
 * <p><b>Threading.</b> For the thread it was handed to; blocks it.
 */
public abstract class BodyOutput {
  BodyOutput() {}

  /** Sends bytes, which are copied. */
  public final void write(byte[] bytes) throws InterruptedException {
    write(Header.empty(), bytes, 0, bytes.length);
  }

  /** Sends bytes with a label of their own, for example {@code {"stream":"stderr"}}. */
  public final void write(Header label, byte[] bytes) throws InterruptedException {
    write(label, bytes, 0, bytes.length);
  }

  /**
   * Sends some bytes of an array, which are copied.
   *
   * @param label empty for none
   * @throws ExchangeException if the peer wants no more, the deadline has passed or the connection
   *     is lost
   * @throws InterruptedException if the caller was interrupted while it waited
   */
  public abstract void write(Header label, byte[] bytes, int offset, int length)
      throws InterruptedException;

  /** The fields behind the body, sent when it ends. */
  public abstract void trailers(Header trailers);

  /** The same as a stream; a failure is an {@link java.io.IOException}. */
  public abstract OutputStream stream();
}
