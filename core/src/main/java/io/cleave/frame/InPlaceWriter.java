package io.cleave.frame;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;

/**
 * Appends answers to one buffer, which leaves when the read that is being answered is over: {@link
 * FrameWriter}, and the one for messages.
 *
 * <pre>{@code
 * read      | shown | shown | shown |
 *               |       |       |
 * outbound  | answer | answer | answer |   -> one write, one flush
 * }</pre>
 *
 * <p>Outside of a read {@link #flush} sends them. More than fit in one buffer leave in several.
 * While the peer does not take what was sent, the {@link InPlaceHandler} shows nothing more, so
 * answers wait in memory for one read at the most.
 *
 * <p><b>Threading.</b> On the channel's event loop only.
 *
 * <p><b>Ownership.</b> Of what is written it keeps a copy, or a reference of its own.
 */
public abstract class InPlaceWriter {
  /**
   * Up to here one copy costs less than a second buffer on its way to the socket: more than where
   * each write is one of its own, as here the two have to be joined in a third.
   */
  protected static final int LARGEST_COPIED = 4 << 10;

  private final ChannelHandlerContext ctx;
  private final Runnable onFull;
  private final WriteBatch batch = new WriteBatch();
  private boolean closed;

  /**
   * A writer to one channel.
   *
   * @param onFull told when the peer does not take what has been sent
   */
  protected InPlaceWriter(ChannelHandlerContext ctx, Runnable onFull) {
    this.ctx = ctx;
    this.onFull = onFull;
  }

  /** To whom it writes: to close it, or to know who it is. */
  public final Channel channel() {
    return ctx.channel();
  }

  /** Sends what has been appended. */
  public final void flush() {
    requireLoop("flush");
    report();
    batch.endTurn(ctx);
    flushAndLook();
  }

  /** Whether something has been appended since the last {@link #report}. */
  protected abstract boolean hasAny();

  /** Counts what has been appended since the last call. */
  protected abstract void report();

  /**
   * Refuses what comes from another thread, or too late.
   *
   * @throws IllegalStateException if it does
   */
  protected final void requireOpen() {
    requireLoop("write");
    if (closed) {
      throw new IllegalStateException("write: to a channel that is left (expected: before)");
    }
  }

  private void requireLoop(String what) {
    if (!ctx.executor().inEventLoop()) {
      throw new IllegalStateException(
          what + ": on another thread (expected: the event loop of the channel)");
    }
  }

  /**
   * The buffer to append to, with room for so many bytes. Whoever hears that the channel is full,
   * and writes from within, is in front.
   */
  protected final ByteBuf room(int bytes) {
    if (!batch.hasRoom(bytes)) {
      batch.sendFull(ctx);
      flushIfMuchWaits();
      requireOpen(); // whoever heard of it may have taken the handler out
    }
    return batch.room(ctx, bytes);
  }

  /** Takes back what was appended behind a writer index, as the rest cannot be. */
  protected final void takeBack(int index) {
    batch.takeBack(index);
  }

  /** A payload that is to leave where it lies: goes to {@link #sendWith}, or is released. */
  protected final CompositeByteBuf uncopied(ByteBuf payload, int index, int length) {
    CompositeByteBuf whole = ctx.alloc().compositeBuffer(2);
    try {
      return whole.addComponent(true, payload.retainedSlice(index, length));
    } catch (Throwable refused) {
      whole.release();
      throw refused;
    }
  }

  /** Sends what has been appended together with its payload: nothing may come between them. */
  protected final void sendWith(CompositeByteBuf uncopied) {
    ctx.write(uncopied.addComponent(true, 0, batch.take()));
    flushIfMuchWaits();
  }

  private void flushIfMuchWaits() {
    if (!ctx.channel().isWritable()) {
      flushAndLook();
    }
  }

  private void flushAndLook() {
    ctx.flush();
    if (!ctx.channel().isWritable()) {
      onFull.run();
    }
  }

  /** Hands on what has been appended, in front of something that is not. */
  final void send() {
    batch.send(ctx);
  }

  /** Nothing can be written any more. */
  final void close() {
    closed = true;
    batch.drop();
  }

  /** A read is over. */
  final void flushIfAny() {
    if (hasAny() || !batch.isEmpty()) {
      flush();
    }
  }
}
