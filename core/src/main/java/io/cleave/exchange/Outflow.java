package io.cleave.exchange;

import io.cleave.header.Header;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where the bytes of an outbound body come from. On the event loop, but for what it calls back. */
interface Outflow {
  /**
   * Some bytes of a body.
   *
   * @param label what the writer calls them; empty for none
   * @param bytes a {@link io.netty.buffer.ByteBuf} or a {@link io.netty.channel.FileRegion}
   */
  record Piece(Header label, Object bytes) {}

  /**
   * The next bytes, which belong to the caller.
   *
   * @return null if there are none now, or no more
   * @throws IOException if the rest does not come
   */
  @Nullable Piece next(int maxBytes) throws IOException;

  /** Whether all bytes were given. */
  boolean isExhausted();

  /** Whether all bytes were given, nothing failed and the trailers are known. */
  boolean isDone();

  /** Calls once, on any thread, when {@link #next} or {@link #isDone} has something new to say. */
  void whenReady(Runnable ready);

  /** The fields behind the body; asked when it is done. */
  Header trailers();

  /** A better reason for a write that failed. */
  default Throwable explain(Throwable writeFailure) {
    return writeFailure;
  }

  /** Lets go of everything; whoever still writes is told why. */
  void close(ExchangeException why);
}
