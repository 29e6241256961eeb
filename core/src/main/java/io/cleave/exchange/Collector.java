package io.cleave.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.util.function.Consumer;

/**
 * Collects the body of one message, so that nobody has to release what nobody reads. On the event
 * loop.
 */
final class Collector implements Inbound.Sink {
  private static final int FIRST_BYTES = 8 << 10;

  private final ByteBuf bytes;
  private final Consumer<byte[]> whole;
  private final Runnable aborted;

  /**
   * Of one message.
   *
   * @param length at most 256 KiB
   * @param whole is given all bytes
   * @param aborted called instead if they do not all come
   */
  Collector(long length, ByteBufAllocator allocator, Consumer<byte[]> whole, Runnable aborted) {
    this.bytes = allocator.buffer((int) Math.min(length, FIRST_BYTES), (int) length);
    this.whole = whole;
    this.aborted = aborted;
  }

  @Override
  public void bytes(ByteBuf more) {
    try {
      bytes.writeBytes(more);
    } finally {
      more.release();
    }
  }

  @Override
  public void end() {
    byte[] all = ByteBufUtil.getBytes(bytes);
    bytes.release();
    whole.accept(all);
  }

  /** The rest does not come. */
  void abort() {
    bytes.release();
    aborted.run();
  }
}
