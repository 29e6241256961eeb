package io.cleave.message;

import io.cleave.body.BodySource;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.FileRegion;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Pulls one body from its source into the channel, behind its header and as fast as the channel
 * takes it.
 *
 * <p>Ends exactly once: with all bytes handed to the channel, or with a failure. It hears of each
 * write: a part that is lost, the header's too, is a failure, also when all has been handed on.
 */
final class BodyPump implements ChannelFutureListener {
  /** The encoder. */
  interface Owner {
    /** Some bytes are on their way, and there is more to come. */
    void pulled(ChannelHandlerContext ctx);

    /** All bytes are on their way: the next message may follow. */
    void pumped(ChannelHandlerContext ctx);

    /** The body is cut off; fails {@code promise} and ends the channel. */
    void failed(ChannelHandlerContext ctx, ChannelPromise promise, Throwable cause);

    /** A part of the body was handed on. */
    void count(long bodyBytes);
  }

  private static final int CHUNK_LENGTH = 64 << 10;

  private final ChannelHandlerContext ctx;
  private final BodySource source;
  private final ChannelPromise promise;
  private final Owner owner;
  private @Nullable ChannelFuture lastWrite;
  private boolean regionWaits;
  private boolean pulling;
  private boolean finished;
  private boolean failed;

  BodyPump(ChannelHandlerContext ctx, BodySource source, ChannelPromise promise, Owner owner) {
    this.ctx = ctx;
    this.source = source;
    this.promise = promise;
    this.owner = owner;
  }

  /** Writes the header, and as much of the body as there is room for. */
  void start(ByteBuf header) {
    write(header);
    pull();
  }

  /** Writes while there is something to write and room for it. */
  void pull() {
    if (pulling || !isOpen()) {
      return;
    }
    pulling = true; // a write may change the writability, which calls this again
    boolean wrote = false;
    try {
      while (isOpen() && ctx.channel().isWritable() && !source.isDone() && writeNext()) {
        wrote = true;
      }
    } catch (Throwable failure) {
      fail(failure);
    } finally {
      pulling = false;
    }
    if (isOpen() && source.isDone()) {
      finish();
    } else if (wrote) {
      owner.pulled(ctx);
    }
  }

  private boolean isOpen() {
    return !finished && !failed && !regionWaits;
  }

  private boolean writeNext() throws IOException {
    Object part = source.next(ctx.alloc(), CHUNK_LENGTH);
    if (part == null) {
      if (!source.isDone()) {
        source.whenReady(() -> ctx.executor().execute(this::pull));
      }
      return false;
    }
    if (part instanceof FileRegion region) {
      regionWaits = true; // it counts as nothing in the channel's buffer
      owner.count(region.count());
    } else {
      owner.count(((ByteBuf) part).readableBytes());
    }
    write(part);
    return true;
  }

  private void write(Object part) {
    ChannelFuture write = ctx.write(part);
    lastWrite = write;
    write.addListener(this);
  }

  @Override
  public void operationComplete(ChannelFuture written) {
    if (!written.isSuccess()) {
      fail(source.explain(written.cause()));
    } else if (written == lastWrite) {
      if (finished) {
        promise.trySuccess();
      } else if (regionWaits) {
        regionWaits = false;
        pull();
      }
    }
  }

  private void finish() {
    finished = true;
    source.close();
    if (lastWrite != null && lastWrite.isSuccess()) {
      promise.trySuccess();
    }
    owner.pumped(ctx);
  }

  /** Ends the body and the channel. */
  void fail(Throwable cause) {
    if (failed) {
      return;
    }
    failed = true;
    source.close();
    owner.failed(ctx, promise, cause);
  }
}
