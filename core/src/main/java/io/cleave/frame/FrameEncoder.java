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
import org.jspecify.annotations.Nullable;

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
  private @Nullable Writing writing;

  /**
   * From the first frame on; an idle connection is to hold next to nothing. Where somebody counts
   * it is there at once, as it holds the metrics.
   */
  private static final class Writing {
    private final LengthField field;
    private final int countedBytes;
    private final SentFrames sent;
    private final WriteBatch batch = new WriteBatch();

    /** What is still to come of a payload that is written in parts. */
    private long missing;

    Writing(FrameFormat format, ConnectionMetrics metrics) {
      field = format.lengthField();
      countedBytes = format.countedBytes();
      sent = new SentFrames(metrics);
    }
  }

  /** An encoder for one channel. */
  public FrameEncoder(FrameFormat format) {
    this(format, ConnectionMetrics.NONE);
  }

  /** An encoder for one channel that counts into {@code metrics}. */
  public FrameEncoder(FrameFormat format, ConnectionMetrics metrics) {
    this.format = requireNonNull(format, "format");
    if (requireNonNull(metrics, "metrics") != ConnectionMetrics.NONE) {
      writing = new Writing(format, metrics);
    }
  }

  private Writing writing() {
    Writing present = writing;
    if (present == null) {
      present = new Writing(format, ConnectionMetrics.NONE);
      writing = present;
    }
    return present;
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
    Writing writing = writing();
    if (writing.missing == 0 && msg instanceof ByteBuf payload) {
      writeWhole(ctx, writing, payload, promise);
      return;
    }
    writing.batch.send(ctx);
    if (msg instanceof FrameStart start) {
      writeStart(ctx, writing, start.payloadLength(), promise);
    } else if (msg instanceof ByteBuf part) {
      writePart(ctx, writing, part, promise);
    } else {
      ctx.write(msg, promise);
    }
  }

  private void writeStart(
      ChannelHandlerContext ctx, Writing writing, long length, ChannelPromise promise) {
    if (writing.missing > 0) {
      promise.tryFailure(lacks(writing.missing));
      return;
    }
    if (length > format.maxPayloadLength()) {
      promise.tryFailure(tooLong(length));
      return;
    }
    long value = length + writing.countedBytes;
    ByteBuf lengthField;
    try {
      lengthField = ctx.alloc().ioBuffer(writing.field.lengthOf(value));
    } catch (Throwable failure) {
      promise.tryFailure(failure);
      return;
    }
    writing.field.write(lengthField, value);
    writing.sent.start(lengthField.readableBytes(), length == 0);
    writing.missing = length;
    ctx.write(lengthField, promise.unvoid().addListener(ChannelFutureListener.CLOSE_ON_FAILURE));
  }

  private void writePart(
      ChannelHandlerContext ctx, Writing writing, ByteBuf part, ChannelPromise promise) {
    int length = part.readableBytes();
    if (length > writing.missing) {
      part.release();
      promise.tryFailure(
          new IllegalArgumentException(
              "payload: " + length + " bytes more (expected: at most " + writing.missing + ")"));
      return;
    }
    writing.missing -= length;
    writing.sent.part(length, writing.missing == 0);
    ctx.write(part, promise.unvoid().addListener(ChannelFutureListener.CLOSE_ON_FAILURE));
  }

  private static IllegalStateException lacks(long missing) {
    return new IllegalStateException(
        "frame: a new one (expected: the "
            + missing
            + " bytes that are missing of the one before)");
  }

  private FrameTooLongException tooLong(long length) {
    return new FrameTooLongException("payload", length, format.maxPayloadLength(), "");
  }

  private void writeWhole(
      ChannelHandlerContext ctx, Writing writing, ByteBuf payload, ChannelPromise promise) {
    int length = payload.readableBytes();
    if (length > format.maxPayloadLength()) {
      payload.release();
      promise.tryFailure(tooLong(length));
      return;
    }
    int fieldLength = writing.field.lengthOf(length);
    if (length <= LARGEST_COPIED) {
      writeTogether(ctx, writing, payload, fieldLength, promise);
    } else {
      writing.batch.send(ctx);
      if (writing.missing > 0) { // begun by one who heard of that
        payload.release();
        promise.tryFailure(lacks(writing.missing));
        return;
      }
      writeUncopied(ctx, payload, fieldLength, promise);
    }
    writing.sent.frame(length, fieldLength + length);
  }

  private void writeTogether(
      ChannelHandlerContext ctx,
      Writing writing,
      ByteBuf payload,
      int fieldLength,
      ChannelPromise promise) {
    int length = payload.readableBytes();
    try {
      if (!promise.isVoid() && !promise.setUncancellable()) {
        return; // cancelled; later it could not be taken out of the batch
      }
      ByteBuf out = writing.batch.room(ctx, fieldLength + length);
      if (writing.missing > 0) { // begun by one who heard that the batch before was sent
        throw lacks(writing.missing);
      }
      int payloadIndex = out.writerIndex() + fieldLength;
      out.setBytes(payloadIndex, payload, payload.readerIndex(), length);
      writing.field.write(out, (long) length + writing.countedBytes);
      out.writerIndex(payloadIndex + length);
      writing.batch.promise(promise);
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
    format.lengthField().write(lengthField, (long) payload.readableBytes() + format.countedBytes());
    // half a frame on the wire would make the peer cut everything behind it wrongly
    ctx.write(lengthField).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    ctx.write(payload, promise.unvoid().addListener(ChannelFutureListener.CLOSE_ON_FAILURE));
  }

  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    sendBatch(ctx); // and fails, as whatever has not been flushed
    ctx.close(promise);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    sendBatch(ctx);
  }

  private void sendBatch(ChannelHandlerContext ctx) {
    if (writing != null) {
      writing.batch.send(ctx);
    }
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    if (writing != null) {
      writing.batch.endTurn(ctx);
      writing.sent.report();
    }
    ctx.flush();
  }
}
