package io.cleave.exchange;

import io.cleave.header.Header;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.util.function.Consumer;

/** An event while its bytes come. On the event loop. */
final class IncomingEvent implements Inbound.Sink {
  private static final int FIRST_BYTES = 8 << 10;

  private final String route;
  private final Header meta;
  private final ByteBuf bytes;
  private final Consumer<Event> whole;
  private final Runnable aborted;

  IncomingEvent(
      String route,
      Header meta,
      long length,
      ByteBufAllocator allocator,
      Consumer<Event> whole,
      Runnable aborted) {
    this.aborted = aborted;
    this.route = route;
    this.meta = meta;
    this.bytes = allocator.buffer((int) Math.min(length, FIRST_BYTES), (int) length);
    this.whole = whole;
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
    whole.accept(new Event(route, meta, all));
  }

  /** The rest does not come. */
  void abort() {
    bytes.release();
    aborted.run();
  }
}
