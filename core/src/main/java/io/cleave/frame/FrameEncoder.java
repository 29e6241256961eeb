package io.cleave.frame;

import static java.util.Objects.requireNonNull;

import io.cleave.metrics.ConnectionMetrics;
import io.cleave.wire.FrameFormat;
import io.cleave.wire.LengthField;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/**
 * Puts a length field in front of each {@link ByteBuf} written.
 *
 * <pre>{@code
 * FrameFormat.of("<HB")
 *
 * BEFORE ENCODE          AFTER ENCODE
 * +----------+           +----------+----------+
 * | 61 62 63 |  ------>  | 03 00 00 | 61 62 63 |
 * +----------+           +----------+----------+
 * }</pre>
 *
 * <p>Small frames leave in one buffer, all that are written until the next flush; a payload of more
 * than 1 KiB leaves uncopied behind its length field. A payload that the decoder of the same format
 * would refuse fails its write with {@link FrameTooLongException} before a byte leaves, and the
 * connection lives. A {@link FrameStart} announces a payload that is written in parts. Anything
 * else but a {@code ByteBuf} is passed on untouched. If only half of a frame can be written, the
 * channel is closed.
 *
 * <p><b>Threading.</b> One instance per channel; runs on its event loop.
 *
 * <p><b>Ownership.</b> Takes the payload: released when written, and when the write fails.
 */
public final class FrameEncoder extends ChannelOutboundHandlerAdapter {
  /** Up to here one copy costs less than a second buffer on its way to the socket. */
  static final int LARGEST_COPIED = 1024;

  private final FrameFormat format;
  private final LengthField field;
  private final SentFrames sent;
  private final int countedBytes;

  private final WriteBatch batch = new WriteBatch();

  /** What is still to come of a payload that is written in parts. */
  private long missing;

  /** An encoder for one channel. */
  public FrameEncoder(FrameFormat format) {
    this(format, ConnectionMetrics.NONE);
  }

  /** An encoder for one channel that counts into {@code metrics}. */
  public FrameEncoder(FrameFormat format, ConnectionMetrics metrics) {
    this.format = requireNonNull(format, "format");
    this.field = format.lengthField();
    this.countedBytes = format.countedBytes();
    this.sent = new SentFrames(requireNonNull(metrics, "metrics"));
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
    if (missing == 0 && msg instanceof ByteBuf payload) {
      writeWhole(ctx, payload, promise);
      return;
    }
    batch.send(ctx);
    if (msg instanceof FrameStart start) {
      writeStart(ctx, start.payloadLength(), promise);
    } else if (msg instanceof ByteBuf part) {
      writePart(ctx, part, promise);
    } else {
      ctx.write(msg, promise);
    }
  }

  private void writeStart(ChannelHandlerContext ctx, long length, ChannelPromise promise) {
    if (missing > 0) {
      promise.tryFailure(
          new IllegalStateException(
              "frame: a new one (expected: the "
                  + missing
                  + " bytes that are missing of the one before)"));
      return;
    }
    if (length > format.maxPayloadLength()) {
      promise.tryFailure(tooLong(length));
      return;
    }
    ByteBuf lengthField;
    try {
      lengthField = ctx.alloc().ioBuffer(field.lengthOf(length + countedBytes));
    } catch (Throwable failure) {
      promise.tryFailure(failure);
      return;
    }
    field.write(lengthField, length + countedBytes);
    sent.start(lengthField.readableBytes(), length == 0);
    missing = length;
    ctx.write(lengthField, promise.unvoid().addListener(ChannelFutureListener.CLOSE_ON_FAILURE));
  }

  private void writePart(ChannelHandlerContext ctx, ByteBuf part, ChannelPromise promise) {
    int length = part.readableBytes();
    if (length > missing) {
      part.release();
      promise.tryFailure(
          new IllegalArgumentException(
              "payload: " + length + " bytes more (expected: at most " + missing + ")"));
      return;
    }
    missing -= length;
    sent.part(length, missing == 0);
    ctx.write(part, promise.unvoid().addListener(ChannelFutureListener.CLOSE_ON_FAILURE));
  }

  private FrameTooLongException tooLong(long length) {
    return new FrameTooLongException("payload", length, format.maxPayloadLength(), "");
  }

  private void writeWhole(ChannelHandlerContext ctx, ByteBuf payload, ChannelPromise promise) {
    int length = payload.readableBytes();
    if (length > format.maxPayloadLength()) {
      payload.release();
      promise.tryFailure(tooLong(length));
      return;
    }
    int fieldLength = field.lengthOf(length);
    if (length <= LARGEST_COPIED) {
      writeTogether(ctx, payload, fieldLength, promise);
    } else {
      batch.send(ctx);
      writeUncopied(ctx, payload, fieldLength, promise);
    }
    sent.frame(length, fieldLength + length);
  }

  private void writeTogether(
      ChannelHandlerContext ctx, ByteBuf payload, int fieldLength, ChannelPromise promise) {
    int length = payload.readableBytes();
    try {
      if (!promise.isVoid() && !promise.setUncancellable()) {
        return; // cancelled; later it could not be taken out of the batch
      }
      ByteBuf out = batch.room(ctx, fieldLength + length);
      int payloadIndex = out.writerIndex() + fieldLength;
      out.setBytes(payloadIndex, payload, payload.readerIndex(), length);
      field.write(out, (long) length + countedBytes);
      out.writerIndex(payloadIndex + length);
      batch.promise(promise);
    } catch (Throwable failure) {
      promise.tryFailure(failure);
    } finally {
      payload.release();
    }
  }

  private void writeUncopied(
      ChannelHandlerContext ctx, ByteBuf payload, int fieldLength, ChannelPromise promise) {
    ByteBuf lengthField;
    try {
      lengthField = ctx.alloc().ioBuffer(fieldLength);
    } catch (Throwable failure) {
      payload.release();
      promise.tryFailure(failure);
      return;
    }
    field.write(lengthField, (long) payload.readableBytes() + format.countedBytes());
    // half a frame on the wire would make the peer cut everything behind it wrongly
    ctx.write(lengthField).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    ctx.write(payload, promise.unvoid().addListener(ChannelFutureListener.CLOSE_ON_FAILURE));
  }

  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    batch.send(ctx); // and fails, as whatever has not been flushed
    ctx.close(promise);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    batch.send(ctx);
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    batch.endTurn(ctx);
    sent.report();
    ctx.flush();
  }
}
