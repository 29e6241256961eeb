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
 * <p>A small payload leaves in one buffer with its length field, a larger one uncopied behind it. A
 * payload that the decoder of the same format would refuse fails its write with {@link
 * FrameTooLongException} before a byte leaves, and the connection lives. Anything but a {@code
 * ByteBuf} is passed on untouched. If only half of a frame can be written, the channel is closed.
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
  private final ConnectionMetrics metrics;
  private final int countedBytes;
  private int frames;
  private long payloadBytes;
  private long bytes;

  /** An encoder for one channel. */
  public FrameEncoder(FrameFormat format) {
    this(format, ConnectionMetrics.NONE);
  }

  /** An encoder for one channel that counts into {@code metrics}. */
  public FrameEncoder(FrameFormat format, ConnectionMetrics metrics) {
    this.format = requireNonNull(format, "format");
    this.field = format.lengthField();
    this.countedBytes = format.countedBytes();
    this.metrics = requireNonNull(metrics, "metrics");
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
    if (!(msg instanceof ByteBuf payload)) {
      ctx.write(msg, promise);
      return;
    }
    int length = payload.readableBytes();
    if (length > format.maxPayloadLength()) {
      payload.release();
      promise.tryFailure(
          new FrameTooLongException("payload", length, format.maxPayloadLength(), ""));
      return;
    }
    int fieldLength = field.lengthOf(length);
    if (length <= LARGEST_COPIED) {
      writeTogether(ctx, payload, fieldLength, promise);
    } else {
      writeUncopied(ctx, payload, fieldLength, promise);
    }
    frames++;
    payloadBytes += length;
    bytes += fieldLength + length;
  }

  private void writeTogether(
      ChannelHandlerContext ctx, ByteBuf payload, int fieldLength, ChannelPromise promise) {
    int length = payload.readableBytes();
    ByteBuf frame;
    try {
      frame = ctx.alloc().ioBuffer(fieldLength + length);
      field.write(frame, (long) length + countedBytes);
      frame.writeBytes(payload, payload.readerIndex(), length);
    } catch (Throwable failure) {
      promise.tryFailure(failure);
      return;
    } finally {
      payload.release();
    }
    ctx.write(frame, promise);
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
  public void flush(ChannelHandlerContext ctx) {
    if (frames > 0) {
      metrics.framesSent(frames, payloadBytes);
      metrics.bytesSent(bytes);
      frames = 0;
      payloadBytes = 0;
      bytes = 0;
    }
    ctx.flush();
  }
}
