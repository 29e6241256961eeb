package io.cleave.frame;

import static java.util.Objects.requireNonNull;

import io.cleave.metrics.ConnectionMetrics;
import io.cleave.wire.FrameFormat;
import io.cleave.wire.LengthField;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
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
 * <p>Outside of a read {@link #flush} sends them. A payload up to 4 KiB is copied, a longer one
 * leaves where it lies. While the peer does not take what was sent, its {@link InPlaceFrameHandler}
 * hears no more frames, so answers wait in memory for one read at the most.
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
      ByteBuf uncopied = payload.retainedSlice(index, length);
      append(room(fieldLength), length, 0);
      sendBehindBatch(uncopied);
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
    if (!ctx.executor().inEventLoop()) {
      throw new IllegalStateException(
          "write: on another thread (expected: the event loop of the channel)");
    }
    if (length > format.maxPayloadLength()) {
      throw new FrameTooLongException("payload", length, format.maxPayloadLength(), "");
    }
    return field.lengthOf((long) length + format.countedBytes());
  }

  private ByteBuf room(int bytes) {
    boolean full = !batch.hasRoom(bytes);
    ByteBuf out = batch.room(ctx, bytes);
    if (full) {
      flushIfMuchWaits();
    }
    return out;
  }

  /** Puts the length field in front of a payload that is in place; nothing here can fail. */
  private void append(ByteBuf out, int length, int inPlace) {
    int start = out.writerIndex();
    field.write(out, (long) length + format.countedBytes());
    sent.frame(length, out.writerIndex() - start + length);
    out.writerIndex(out.writerIndex() + inPlace);
  }

  private void sendBehindBatch(ByteBuf uncopied) {
    batch.send(ctx);
    // half a frame on the wire would make the peer cut everything behind it wrongly
    ctx.write(uncopied).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    flushIfMuchWaits();
  }

  private void flushIfMuchWaits() {
    if (!ctx.channel().isWritable()) {
      flushAndLook();
    }
  }

  /** Sends what has been appended. */
  public void flush() {
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

  /** A read is over. */
  void flushIfAny() {
    if (sent.hasAny()) {
      flush();
    }
  }
}
