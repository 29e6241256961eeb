package io.cleave.frame;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Copies bytes together that lie across two reads. */
final class Cumulation {
  private static final int SMALLEST = 256;

  /** A buffer up to this long is kept whatever is left in it. */
  private static final int LARGEST_KEPT = 2048;

  /** A longer one is kept if more than one byte in so many is left. */
  private static final int PINNED_FACTOR = 8;

  private Cumulation() {}

  /**
   * Moves {@code count} bytes of {@code more} behind those of {@code bytes}. Grows to twice what
   * has come, so that a long frame costs each byte two copies at the most.
   *
   * @return the buffer that holds both: {@code bytes}, or a new one, and {@code bytes} is released;
   *     if this throws, both are as they were
   */
  static ByteBuf append(ByteBufAllocator allocator, ByteBuf bytes, ByteBuf more, int count) {
    if (bytes.writableBytes() >= count && bytes.refCnt() == 1 && !bytes.isReadOnly()) {
      bytes.writeBytes(more, count);
      return bytes;
    }
    long needed = (long) bytes.readableBytes() + count;
    long roomy = Math.max(SMALLEST, Math.min(2 * needed, Integer.MAX_VALUE - 8));
    ByteBuf grown = allocator.buffer((int) Math.max(needed, roomy));
    grown.writeBytes(bytes, bytes.readerIndex(), bytes.readableBytes());
    grown.writeBytes(more, count);
    bytes.release();
    return grown;
  }

  /**
   * The same bytes in a buffer of their own, if {@code bytes} has far more room than it needs for
   * them.
   *
   * @return the buffer that holds them, and {@code bytes} is released if that is another one
   */
  static ByteBuf unpin(ByteBufAllocator allocator, ByteBuf bytes) {
    int length = bytes.readableBytes();
    if (length == 0 || bytes.capacity() <= Math.max(LARGEST_KEPT, PINNED_FACTOR * (long) length)) {
      return bytes;
    }
    ByteBuf own = allocator.buffer(Math.max(SMALLEST, length));
    own.writeBytes(bytes, bytes.readerIndex(), length);
    bytes.release();
    return own;
  }
}
