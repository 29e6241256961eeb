package io.cleave.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Collects the body of one message, so that nobody has to release what nobody reads. On the event
 * loop.
 */
final class Collector implements Inbound.Sink {
  private static final int FIRST_BYTES = 8 << 10;

  private final int length;
  private final ByteBufAllocator allocator;
  private final Consumer<byte[]> taker;
  private final Runnable aborted;
  private @Nullable ByteBuf parts; // of a message that comes in parts

  /**
   * Of one message.
   *
   * @param length at most 256 KiB
   * @param taker is given all bytes
   * @param aborted called instead if they do not all come
   */
  Collector(long length, ByteBufAllocator allocator, Consumer<byte[]> taker, Runnable aborted) {
    this.length = (int) length;
    this.allocator = allocator;
    this.taker = taker;
    this.aborted = aborted;
  }

  @Override
  public void whole(ByteBuf bytes) {
    taker.accept(ByteBufUtil.getBytes(bytes));
  }

  @Override
  public void bytes(ByteBuf more) {
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
  public void end() {
    byte[] all = parts == null ? new byte[0] : ByteBufUtil.getBytes(parts);
    release();
    taker.accept(all);
  }

  /** The rest does not come. */
  void abort() {
    release();
    aborted.run();
  }

  private void release() {
    if (parts != null) {
      parts.release();
      parts = null;
    }
  }
}
