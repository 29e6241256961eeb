package io.cleave.frame;

import static java.util.Objects.requireNonNull;

import io.cleave.metrics.ConnectionMetrics;
import io.cleave.wire.FrameFormat;
import io.cleave.wire.LengthField;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;

/**
 * Appends frames to one buffer, which leaves when the read that is being answered is over.
 *
 * <pre>{@code
 * read      | frame | frame | frame |
 *              |       |       |
 * outbound  | answer | answer | answer |   -> one write, one flush
 * }</pre>
 *
 * <p>Outside of a read {@link #flush} sends them. More than fit in one buffer leave in several. A
 * payload of more than 4 KiB in a buffer leaves where it lies, and must not be changed any more;
 * all others are copied. While the peer does not take what was sent, its {@link
 * InPlaceFrameHandler} hears no more frames, so answers wait in memory for one read at the most.
 *
 * <p><b>Threading.</b> On the channel's event loop only.
 *
 * <p><b>Ownership.</b> Of what is written it keeps a copy, or a reference of its own.
 */
public final class FrameWriter {
  /** Up to here one copy costs less than a second buffer on its way to the socket. */
  private static final int LARGEST_COPIED = 4 << 10;

  private final ChannelHandlerContext ctx;
  private final FrameFormat format;
  private final LengthField field;
  private final SentFrames sent;
  private final WriteBatch batch = new WriteBatch();
  private final Runnable onFull;
  private boolean closed;

  /**
   * A writer to one channel.
   *
   * @param onFull told when the peer does not take what has been sent
   */
  FrameWriter(
      ChannelHandlerContext ctx, FrameFormat format, ConnectionMetrics metrics, Runnable onFull) {
    this.ctx = ctx;
    this.format = format;
    this.field = format.lengthField();
    this.sent = new SentFrames(metrics);
    this.onFull = onFull;
  }

  /** To whom it writes: to close it, or to know who it is. */
  public Channel channel() {
    return ctx.channel();
  }

  /**
   * Appends a frame.
   *
   * @param payload where its payload lies; may be the buffer a frame came in
   * @param index of the first byte
   * @param length bytes
   * @throws FrameTooLongException if the decoder of the same format would refuse it; nothing is
   *     appended then
   */
  public void write(ByteBuf payload, int index, int length) {
    requireNonNull(payload, "payload");
    int fieldLength = lengthOfField(length);
    if (length > LARGEST_COPIED) {
      writeUncopied(payload, index, length, room(fieldLength));
    } else {
      ByteBuf out = room(fieldLength + length);
      out.setBytes(out.writerIndex() + fieldLength, payload, index, length);
      append(out, length, length);
    }
  }

  /**
   * Appends a frame.
   *
   * @param payload all of it is copied
   * @throws FrameTooLongException if the decoder of the same format would refuse it; nothing is
   *     appended then
   */
  public void write(byte[] payload) {
    int length = payload.length;
    int fieldLength = lengthOfField(length);
    ByteBuf out = room(fieldLength + length);
    out.setBytes(out.writerIndex() + fieldLength, payload);
    append(out, length, length);
  }

  private int lengthOfField(int length) {
    requireLoop("write");
    if (closed) {
      throw new IllegalStateException("write: to a channel that is left (expected: before)");
    }
    if (length > format.maxPayloadLength()) {
      throw new FrameTooLongException("payload", length, format.maxPayloadLength(), "");
    }
    return field.lengthOf((long) length + format.countedBytes());
  }

  /** Whoever hears that the channel is full, and writes from within, is in front. */
  private ByteBuf room(int bytes) {
    if (!batch.hasRoom(bytes)) {
      batch.sendFull(ctx);
      flushIfMuchWaits();
    }
    return batch.room(ctx, bytes);
  }

  /** Puts the length field in front of a payload that is in place; nothing here can fail. */
  private void append(ByteBuf out, int length, int inPlace) {
    int start = out.writerIndex();
    field.write(out, (long) length + format.countedBytes());
    sent.frame(length, out.writerIndex() - start + length);
    out.writerIndex(out.writerIndex() + inPlace);
  }

  /** Length field and payload go in one write: nothing may come between them. */
  private void writeUncopied(ByteBuf payload, int index, int length, ByteBuf out) {
    CompositeByteBuf whole = ctx.alloc().compositeBuffer(2);
    try {
      ByteBuf uncopied = payload.retainedSlice(index, length);
      append(out, length, 0);
      whole.addComponents(true, batch.take(), uncopied);
    } catch (RuntimeException refused) {
      whole.release();
      throw refused;
    }
    ctx.write(whole);
    flushIfMuchWaits();
  }

  private void flushIfMuchWaits() {
    if (!ctx.channel().isWritable()) {
      flushAndLook();
    }
  }

  private void requireLoop(String what) {
    if (!ctx.executor().inEventLoop()) {
      throw new IllegalStateException(
          what + ": on another thread (expected: the event loop of the channel)");
    }
  }

  /** Sends what has been appended. */
  public void flush() {
    requireLoop("flush");
    batch.endTurn(ctx);
    sent.report();
    flushAndLook();
  }

  private void flushAndLook() {
    ctx.flush();
    if (!ctx.channel().isWritable()) {
      onFull.run();
    }
  }

  /** Hands on what has been appended, in front of something that is not. */
  void send() {
    batch.send(ctx);
  }

  /** Nothing can be written any more. */
  void close() {
    closed = true;
  }

  /** A read is over. */
  void flushIfAny() {
    if (sent.hasAny()) {
      flush();
    }
  }
}
