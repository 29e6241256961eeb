package io.cleave.header;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Eight bytes of an array at a time, the first of them lowest: what a loop would ask of one after
 * the other is asked of all at once.
 *
 * <p>An answer with a bit for each byte is exact up to the lowest bit that is set: what is
 * subtracted there may be borrowed from the bytes behind.
 */
final class Words {

  /** The bytes of one word. */
  static final int LENGTH = Long.BYTES;

  /** So many bytes have to be there behind the last that is asked about. */
  static final int PADDING = 2 * LENGTH;

  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long HIGHEST_BITS = 0x8080_8080_8080_8080L;
  private static final long QUOTES = '"' * ONES;
  private static final long BACKSLASHES = '\\' * ONES;
  private static final long SPACES = ' ' * ONES;
  private static final long ZEROS = '0' * ONES;

  /** Added to a byte above the digit nine this sets its highest bit. */
  private static final long BEYOND_NINE = (0x80 - '9' - 1) * ONES;

  private static final long[] POWERS_OF_TEN = {
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000
  };

  private Words() {}

  static long at(byte[] bytes, int index) {
    return (long) WORD.get(bytes, index);
  }

  static void put(byte[] bytes, int index, long word) {
    WORD.set(bytes, index, word);
  }

  /** The first word of a text of 0..16 bytes, with zeros behind a shorter one. */
  static long first(byte[] bytes, int start, int length) {
    return length < LENGTH ? at(bytes, start) & lowest(length) : at(bytes, start);
  }

  /** The second word of a text of 0..16 bytes, with zeros behind it. */
  static long second(byte[] bytes, int start, int length) {
    return length <= LENGTH ? 0 : first(bytes, start + LENGTH, length - LENGTH);
  }

  /** All bits of so many bytes, 0..8. */
  static long lowest(int count) {
    return count < LENGTH ? ~(-1L << (Byte.SIZE * count)) : -1L;
  }

  /** How many bytes stand in front of the lowest bit that is set; 8 if none is. */
  static int before(long bits) {
    return Long.numberOfTrailingZeros(bits) >>> 3;
  }

  /** A bit where plain text ends: at quotes, backslashes, control characters, beyond ASCII. */
  static long textEnds(long word) {
    long quote = (word ^ QUOTES) - ONES;
    long backslash = (word ^ BACKSLASHES) - ONES;
    long control = word - SPACES;
    return (quote | backslash | control | word) & HIGHEST_BITS;
  }

  /** How many digits the word starts with, 0..8. */
  static int digits(long word) {
    return before(((word + BEYOND_NINE) | (word - ZEROS)) & HIGHEST_BITS);
  }

  /**
   * What a number is with more digits behind it.
   *
   * @param value what the digits in front of them say
   * @param word starts with them
   * @param count how many, 1..8
   */
  static long append(long value, long word, int count) {
    long digits = (word << (Long.SIZE - Byte.SIZE * count)) & (0xF * ONES); // leading ones are 0
    long pairs = ((digits * ((10 << 8) | 1)) >>> 8) & 0x00FF_00FF_00FF_00FFL;
    long fours = ((pairs * ((100 << 16) | 1)) >>> 16) & 0x0000_FFFF_0000_FFFFL;
    long eight = (fours * ((10_000L << 32) | 1)) >>> 32;
    return value * POWERS_OF_TEN[count] + eight;
  }
}
