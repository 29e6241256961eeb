package io.cleave.wire;

import io.netty.buffer.ByteBuf;

/**
 * The length field of one to five bytes: seven bits each, the lowest first; the highest bit of a
 * byte says that one more follows.
 *
 * <pre>{@code
 * 300   1 0101100  0 0000010
 *       more       last
 * }</pre>
 *
 * <p>Where four bytes are at hand they are looked at together: the lowest highest bit that is not
 * set ends the field.
 */
final class Varint {
  private static final int MAX_BYTES = LengthWidth.VARINT.maxBytes();
  private static final int HIGHEST_BITS = 0x8080_8080;

  /** What {@link #read} gives if the field is too long or too large to be a length. */
  private static final long NOT_A_LENGTH = -1;

  private Varint() {}

  static int lengthOf(long value) {
    int significantBits = Long.SIZE - Long.numberOfLeadingZeros(value | 1);
    return (significantBits + 6) / 7;
  }

  /** How many bytes it takes, or 0 if it goes on behind {@code end}; never more than five. */
  static int lengthAt(ByteBuf in, int index, int end) {
    if (end - index >= Integer.BYTES) {
      int lastBytes = ~in.getIntLE(index) & HIGHEST_BITS;
      if (lastBytes != 0) {
        return (Integer.numberOfTrailingZeros(lastBytes) + 1) / Byte.SIZE;
      }
    }
    for (int bytes = 1; bytes <= MAX_BYTES && index + bytes <= end; bytes++) {
      if (in.getByte(index + bytes - 1) >= 0 || bytes == MAX_BYTES) {
        return bytes;
      }
    }
    return 0;
  }

  /** The value of a complete field; a negative one cannot be a length. */
  static long read(ByteBuf in, int index) {
    if (in.capacity() - index >= Integer.BYTES) {
      int four = in.getIntLE(index);
      int lastBytes = ~four & HIGHEST_BITS;
      if (lastBytes != 0) {
        return join(four & (lastBytes ^ (lastBytes - 1))); // nothing behind the last byte
      }
    }
    long value = 0;
    for (int shift = 0; shift < Integer.SIZE; shift += 7) {
      byte next = in.getByte(index++);
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return value <= Integer.MAX_VALUE ? value : NOT_A_LENGTH;
      }
    }
    return NOT_A_LENGTH;
  }

  private static int join(int four) {
    return (four & 0x7F)
        | (four & 0x7F00) >>> 1
        | (four & 0x7F_0000) >>> 2
        | (four & 0x7F00_0000) >>> 3;
  }

  static void write(ByteBuf out, long value) {
    while (value > 0x7F) {
      out.writeByte((int) (value | 0x80));
      value >>>= 7;
    }
    out.writeByte((int) value);
  }
}
