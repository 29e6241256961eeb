package io.cleave.endpoint;

import java.io.InputStream;

/** That many zeros. */
final class Zeros extends InputStream {
  private long left;

  Zeros(long length) {
    left = length;
  }

  @Override
  public int read() {
    return left-- > 0 ? 0 : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    if (left <= 0) {
      return -1;
    }
    int count = (int) Math.min(left, length);
    left -= count;
    java.util.Arrays.fill(target, offset, offset + count, (byte) 0);
    return count;
  }
}
