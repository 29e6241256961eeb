package io.cleave.message;

import static java.util.Objects.requireNonNull;

import io.cleave.body.Body;
import io.cleave.metrics.ConnectionMetrics;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/**
 * Turns each {@link Message} into the payload of an envelope; a length-field encoder in front of it
 * puts the total length on.
 *
 * <pre>{@code
 * MessageFormat.envelope(">I", ">I")
 *
 * BEFORE                          AFTER (one payload)
 * +------------------------+      +-------------+----+-------+
 * | Message: {}, body "hi" | ---> | 00 00 00 02 | {} | 68 69 |
 * +------------------------+      +-------------+----+-------+
 * }</pre>
 *
 * <p>A header that its decoder would refuse, or that names another body length, fails its write,
 * and the connection lives. An envelope is one buffer, so the body has to be in memory. Anything
 * but a message is passed on untouched.
 *
 * <p><b>Threading.</b> One instance per channel; runs on its event loop.
 *
 * <p><b>Ownership.</b> Takes the message: released when written, and when the write fails.
 */
public final class JsonHeaderEncoder extends ChannelOutboundHandlerAdapter {
  private static final int LARGEST_COPIED = 1024;

  private final MessageFormat format;
  private final MessageLayout.Envelope envelope;
  private final ConnectionMetrics metrics;

  /**
   * An encoder for one channel.
   *
   * @param format with {@link MessageLayout.Envelope} as its layout
   */
  public JsonHeaderEncoder(MessageFormat format) {
    this(format, ConnectionMetrics.NONE);
  }

  /** An encoder for one channel that counts into {@code metrics}. */
  public JsonHeaderEncoder(MessageFormat format, ConnectionMetrics metrics) {
    this.format = requireNonNull(format, "format");
    this.envelope = format.requireEnvelope("JsonHeaderEncoder");
    this.metrics = requireNonNull(metrics, "metrics");
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
    if (!(msg instanceof Message message)) {
      ctx.write(msg, promise);
      return;
    }
    ByteBuf payload;
    long bodyLength = message.body().length();
    try {
      payload = encode(ctx, message);
    } catch (Throwable failure) {
      message.release();
      promise.setFailure(failure);
      return;
    }
    metrics.messagesSent(1, bodyLength);
    ctx.write(payload, promise);
  }

  /** Takes the message's reference, unless it throws. */
  private ByteBuf encode(ChannelHandlerContext ctx, Message message) {
    Body body = requireInMemory(message.body());
    if (message.header().has(format.bodyLengthKey())) {
      Headers.withBodyLength(message.header(), body.length(), format);
    }
    ByteBuf bytes = body.content();
    int length = bytes.readableBytes();
    boolean together = length <= LARGEST_COPIED;
    ByteBuf head =
        Headers.encode(
            ctx.alloc(),
            message.header(),
            format,
            envelope.headerLengthField(),
            envelope.hasSerializationByte() ? 1 : 0, // 0 is JSON
            together ? length : 0);
    if (together) {
      head.writeBytes(bytes, bytes.readerIndex(), length);
      body.release();
      return head;
    }
    return Unpooled.wrappedUnmodifiableBuffer(head, bytes);
  }

  private static Body requireInMemory(Body body) {
    if (!body.isInMemory()) {
      throw new IllegalArgumentException(
          "body: "
              + body
              + " (expected: one in memory, as an envelope is one buffer; MessageEncoder"
              + " streams)");
    }
    return body;
  }
}
