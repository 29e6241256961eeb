package io.cleave.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import org.jspecify.annotations.Nullable;

/**
 * Collects the body of one message, so that nobody has to release what nobody reads. On the event
 * loop.
 */
abstract class Collector implements Inbound.Sink {
  private static final int FIRST_BYTES = 8 << 10;

  private final int length;
  private final ByteBufAllocator allocator;
  private @Nullable ByteBuf parts; // of a message that comes in parts

  /**
   * Of one message.
   *
   * @param length at most 256 KiB
   */
  Collector(long length, ByteBufAllocator allocator) {
    this.length = (int) length;
    this.allocator = allocator;
  }

  /** All bytes have come. */
  abstract void collected(byte[] bytes);

  /** They do not all come. */
  abstract void aborted();

  final int length() {
    return length;
  }

  @Override
  public final void whole(ByteBuf bytes) {
    collected(ByteBufUtil.getBytes(bytes));
  }

  @Override
  public final void bytes(ByteBuf more) {
    try {
      if (parts == null) {
        parts = allocator.buffer(Math.min(length, FIRST_BYTES), length);
      }
      parts.writeBytes(more);
    } finally {
      more.release();
    }
  }

  @Override
  public final void end() {
    byte[] all = parts == null ? new byte[0] : ByteBufUtil.getBytes(parts);
    release();
    collected(all);
  }

  /** The rest does not come. */
  final void abort() {
    release();
    aborted();
  }

  private void release() {
    if (parts != null) {
      parts.release();
      parts = null;
    }
  }
}
