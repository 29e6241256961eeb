package io.cleave.message;

import io.cleave.body.BodySource;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.FileRegion;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Pulls one body from its source into the channel, as fast as the channel takes it.
 *
 * <p>Ends exactly once: with all bytes handed to the channel, or with a failure, which closes the
 * channel because the header has announced bytes that will not come.
 */
final class BodyPump {
  /** What the encoder does when a body is done. */
  interface Listener {
    /** All bytes are on their way: the next message may follow. */
    void pumped(ChannelHandlerContext ctx);

    /** The body has failed, and the channel closes. */
    void pumpFailed(ChannelHandlerContext ctx);
  }

  private static final int CHUNK_LENGTH = 64 << 10;

  private final ChannelHandlerContext ctx;
  private final BodySource source;
  private final ChannelPromise promise;
  private final Listener listener;
  private @Nullable ChannelFuture lastWrite;
  private boolean regionWaits;
  private boolean flushes;
  private boolean pulling;
  private boolean over;

  BodyPump(
      ChannelHandlerContext ctx, BodySource source, ChannelPromise promise, Listener listener) {
    this.ctx = ctx;
    this.source = source;
    this.promise = promise;
    this.listener = listener;
  }

  /** What is pulled later is flushed too: everything before it was. */
  void flushFromNowOn() {
    flushes = true;
  }

  /** Writes while there is something to write and room for it. */
  void pull() {
    if (over || pulling || regionWaits) {
      return;
    }
    pulling = true; // a write may change the writability, which calls this again
    boolean wrote = false;
    try {
      while (ctx.channel().isWritable() && !source.isDone() && !regionWaits && writeNext()) {
        wrote = true;
      }
    } catch (Throwable failure) {
      fail(failure);
      return;
    } finally {
      pulling = false;
    }
    if (wrote && flushes) {
      ctx.flush();
    }
    if (!over && source.isDone() && !regionWaits) {
      finish();
    }
  }

  private boolean writeNext() throws IOException {
    Object part = source.next(ctx.alloc(), CHUNK_LENGTH);
    if (part == null) {
      if (!source.isDone()) {
        source.whenReady(() -> ctx.executor().execute(this::pull));
      }
      return false;
    }
    regionWaits = part instanceof FileRegion; // counts as nothing in the channel's buffer
    ChannelFuture write = ctx.write(part);
    lastWrite = write;
    write.addListener(
        written -> {
          if (!written.isSuccess()) {
            fail(source.explain(written.cause()));
          } else if (regionWaits) {
            regionWaits = false;
            pull();
          }
        });
    return true;
  }

  private void finish() {
    over = true;
    source.close();
    ChannelFuture last = lastWrite;
    if (last == null) {
      ctx.write(Unpooled.EMPTY_BUFFER, promise);
    } else {
      last.addListener(
          written -> {
            if (written.isSuccess()) {
              promise.trySuccess();
            } else {
              promise.tryFailure(source.explain(written.cause()));
            }
          });
    }
    listener.pumped(ctx);
  }

  /** Ends the body and the channel. */
  void fail(Throwable failure) {
    if (over) {
      return;
    }
    over = true;
    source.close();
    promise.tryFailure(failure);
    ctx.close();
    listener.pumpFailed(ctx);
  }
}
