package io.cleave.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;

/**
 * The bytes of a request, and of its answer.
 *
 * <pre>{@code
 * +-------+---------------------------------+
 * | stamp | 8, 9, 10 ... counted by bytes   |
 * +-------+---------------------------------+
 *  8 bytes
 * }</pre>
 *
 * <p>Of every answer the length is checked, and of one in 1 024 each byte.
 *
 * <p><b>Threading.</b> Any thread.
 */
public final class Payload {
  /** The shortest there is: the stamp alone. */
  public static final int MIN_LENGTH = Long.BYTES;

  private static final int SAMPLE = 1023;

  private final byte[] pattern;

  /** One of so many bytes, from {@value #MIN_LENGTH} on. */
  public Payload(int length) {
    if (length < MIN_LENGTH) {
      throw new IllegalArgumentException(
          "payload: " + length + " (expected: " + MIN_LENGTH + "..)");
    }
    pattern = new byte[length];
    for (int i = 0; i < length; i++) {
      pattern[i] = (byte) i;
    }
  }

  /** How many bytes. */
  public int length() {
    return pattern.length;
  }

  /** A request as an array. */
  public byte[] bytes(long stamp) {
    byte[] bytes = pattern.clone();
    ByteBuffer.wrap(bytes).putLong(0, stamp);
    return bytes;
  }

  /** A request as a buffer. */
  public ByteBuf buffer(ByteBufAllocator allocator, long stamp) {
    ByteBuf buffer = allocator.buffer(pattern.length);
    write(buffer, stamp);
    return buffer;
  }

  /** Appends a request. */
  public void write(ByteBuf out, long stamp) {
    out.writeLong(stamp).writeBytes(pattern, Long.BYTES, pattern.length - Long.BYTES);
  }

  /** Checks an answer; returns its stamp. */
  public long stampOf(ByteBuf answer) {
    return stampOf(answer, answer.readerIndex(), answer.readableBytes());
  }

  /** Checks an answer that lies within a buffer; returns its stamp. */
  public long stampOf(ByteBuf buffer, int index, int length) {
    requireLength(length);
    long stamp = buffer.getLong(index);
    if ((stamp & SAMPLE) == 0) {
      for (int i = Long.BYTES; i < length; i++) {
        requireByte(i, buffer.getByte(index + i));
      }
    }
    return stamp;
  }

  /** Checks an answer; returns its stamp. */
  public long stampOf(byte[] answer) {
    requireLength(answer.length);
    long stamp = ByteBuffer.wrap(answer).getLong(0);
    if ((stamp & SAMPLE) == 0) {
      for (int i = Long.BYTES; i < answer.length; i++) {
        requireByte(i, answer[i]);
      }
    }
    return stamp;
  }

  private void requireLength(int length) {
    if (length != pattern.length) {
      throw new WrongAnswerException(
          "an answer of " + length + " bytes (expected: " + length() + ")");
    }
  }

  private void requireByte(int index, byte actual) {
    if (actual != pattern[index]) {
      throw new WrongAnswerException(
          "byte " + index + " of an answer is " + actual + " (expected: " + pattern[index] + ")");
    }
  }
}
