package io.cleave.frame;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Copies bytes together that lie across two reads.
 *
 * <p>While read after read ends within a frame, one buffer serves them all, as long as the frames
 * in it are released in time. It is not kept over a read that ends with a frame.
 */
final class Cumulation {
  private static final int SMALLEST = 256;

  /** A buffer up to this long is kept whatever is left in it. */
  private static final int LARGEST_KEPT = 2048;

  /** A longer one is kept if more than one byte in so many is left. */
  private static final int PINNED_FACTOR = 8;

  /** A longer one is not used again. */
  private static final int LARGEST_REUSED = 128 << 10;

  /** What was allocated last, wherever it is now. */
  private @Nullable ByteBuf allocated;

  /** The same, while there is nothing in it. */
  private @Nullable ByteBuf spare;

  /**
   * Moves {@code count} bytes of {@code more} behind those of {@code bytes}. Grows to what is
   * wanted, but at most to twice what has come, so that a long frame costs each byte two copies at
   * the most.
   *
   * @param wanted how many bytes there will be, perhaps
   * @return the buffer that holds both: {@code bytes}, or a new one, and {@code bytes} is released;
   *     if this throws, both are as they were
   */
  ByteBuf append(ByteBufAllocator allocator, ByteBuf bytes, ByteBuf more, int count, long wanted) {
    if (bytes.writableBytes() >= count && bytes.refCnt() == 1 && !bytes.isReadOnly()) {
      bytes.writeBytes(more, count);
      return bytes;
    }
    ByteBuf grown = room(allocator, (long) bytes.readableBytes() + count, wanted);
    grown.writeBytes(bytes, bytes.readerIndex(), bytes.readableBytes());
    grown.writeBytes(more, count);
    bytes.release();
    return grown;
  }

  /**
   * The same bytes in a buffer of their own, if {@code bytes} has far more room than it needs for
   * them.
   *
   * @param wanted how many bytes there will be, perhaps
   * @return the buffer that holds them, and {@code bytes} is released if that is another one
   */
  ByteBuf unpin(ByteBufAllocator allocator, ByteBuf bytes, long wanted) {
    int length = bytes.readableBytes();
    if (length == 0 || bytes.capacity() <= Math.max(LARGEST_KEPT, PINNED_FACTOR * (long) length)) {
      return bytes;
    }
    ByteBuf own = room(allocator, length, wanted);
    own.writeBytes(bytes, bytes.readerIndex(), length);
    bytes.release();
    return own;
  }

  private ByteBuf room(ByteBufAllocator allocator, long needed, long wanted) {
    ByteBuf reused = spare;
    if (reused != null && reused.refCnt() == 1 && reused.capacity() >= needed) {
      spare = null;
      return reused.clear();
    }
    release();
    long roomy = Math.min(Math.min(wanted, 2 * needed), Integer.MAX_VALUE - 8);
    ByteBuf room = allocator.buffer((int) Math.max(needed, Math.max(roomy, SMALLEST)));
    allocated = room;
    return room;
  }

  /** Whether the buffer was allocated here last, and may serve again. */
  @SuppressWarnings("ReferenceEquality")
  boolean owns(ByteBuf bytes) {
    return bytes == allocated;
  }

  /** Takes a buffer whose bytes have all been used. */
  void recycle(ByteBuf used) {
    if (owns(used) && used.capacity() <= LARGEST_REUSED) {
      spare = used;
    } else {
      used.release();
    }
  }

  /** Keeps nothing, for example because no bytes wait. */
  void release() {
    ByteBuf kept = spare;
    spare = null;
    if (kept != null) {
      kept.release();
    }
  }
}
