package io.cleave.endpoint;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An answer as it comes. */
final class AnswerStream extends InputStream {
  private final Supplier<byte @Nullable []> rest;
  private byte @Nullable [] part;
  private int position;

  /**
   * A stream.
   *
   * @param first what has come; null if that is all
   * @param rest gives what follows, and null behind the last
   */
  AnswerStream(byte @Nullable [] first, Supplier<byte @Nullable []> rest) {
    this.part = first;
    this.rest = rest;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    byte[] here = advance();
    if (here == null) {
      return -1;
    }
    int count = Math.min(length, here.length - position);
    System.arraycopy(here, position, target, offset, count);
    position += count;
    return count;
  }

  /** A part with bytes left, waited for; null at the end. */
  private byte @Nullable [] advance() throws IOException {
    try {
      while (part != null && position == part.length) {
        part = rest.get();
        position = 0;
      }
    } catch (EndpointException lost) { // and again, if it is asked again
      throw new IOException(lost.getMessage(), lost);
    }
    return part;
  }

  @Override
  public int available() {
    return part == null ? 0 : part.length - position;
  }
}
