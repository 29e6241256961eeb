package io.cleave.examples.file;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/** The first bytes of a stream, and how many of them have been read. */
final class WatchedStream extends FilterInputStream {
  private final long length;
  private final LongConsumer listener;
  private long read;

  /**
   * A stream.
   *
   * @param length what is behind so many bytes is not there: a file may grow
   * @param listener called with how many have been read so far, whenever some were
   */
  WatchedStream(InputStream in, long length, LongConsumer listener) {
    super(in);
    this.length = length;
    this.listener = listener;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int wanted) throws IOException {
    if (read == length) {
      return -1;
    }
    int count = super.read(target, offset, (int) Math.min(wanted, length - read));
    if (count > 0) {
      read += count;
      listener.accept(read);
    }
    return count;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
