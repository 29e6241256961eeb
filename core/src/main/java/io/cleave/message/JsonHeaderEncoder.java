package io.cleave.message;

import static java.util.Objects.requireNonNull;

import io.cleave.body.Body;
import io.cleave.frame.FrameTooLongException;
import io.cleave.header.Header;
import io.cleave.metrics.ConnectionMetrics;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;

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
 * <p>A message that its decoder would refuse, or whose header names another body length, fails its
 * write, and the connection lives. An envelope is one buffer, so the body has to be in memory.
 * Anything but a message is passed on untouched.
 *
 * <p><b>Threading.</b> One instance per channel; runs on its event loop.
 *
 * <p><b>Ownership.</b> Takes the message: released when written, and when the write fails.
 */
public final class JsonHeaderEncoder extends ChannelOutboundHandlerAdapter {
  private static final int LARGEST_COPIED = 1024;

  private final MessageFormat format;
  private final MessageLayout.Envelope envelope;
  private final long maxTotalLength;
  private final ConnectionMetrics metrics;
  private int messages;
  private long bodyBytes;

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
    this.maxTotalLength = format.frameFormat().maxPayloadLength();
    this.metrics = requireNonNull(metrics, "metrics");
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
    if (!(msg instanceof Message message)) {
      ctx.write(msg, promise);
      return;
    }
    long bodyLength = message.body().length();
    ByteBuf payload;
    try {
      payload = encode(ctx, message);
    } catch (Throwable failure) {
      ReferenceCountUtil.safeRelease(message);
      promise.tryFailure(failure);
      return;
    }
    messages++;
    bodyBytes += bodyLength;
    ctx.write(payload, promise);
  }

  /** Takes the message's reference, unless it throws. */
  private ByteBuf encode(ChannelHandlerContext ctx, Message message) throws IOException {
    Body body = requireInMemory(message.body());
    if (message.header().has(format.bodyLengthKey()) || body.length() > format.maxBodyLength()) {
      Headers.requireBodyLength(message.header(), body.length(), format);
    }
    boolean together = body.length() <= LARGEST_COPIED;
    ByteBuf head = encodeHeader(ctx, message.header(), together ? body : Body.empty());
    try {
      requireWithinLimit(head.readableBytes() + (together ? 0 : body.length()));
      ByteBuf all =
          together ? head : Unpooled.wrappedUnmodifiableBuffer(head, Headers.slice(body, ctx));
      body.release();
      return all;
    } catch (Throwable failure) {
      head.release();
      throw failure;
    }
  }

  private ByteBuf encodeHeader(ChannelHandlerContext ctx, Header header, Body body) {
    int zeros = envelope.hasSerializationByte() ? 1 : 0; // 0 is JSON
    return Headers.encode(ctx, header, 0, format, envelope.headerLengthField(), zeros, body);
  }

  private void requireWithinLimit(long total) {
    if (total > maxTotalLength) {
      throw new FrameTooLongException("total", total, maxTotalLength, "");
    }
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

  @Override
  public void flush(ChannelHandlerContext ctx) {
    if (messages > 0) {
      metrics.messagesSent(messages, bodyBytes);
      messages = 0;
      bodyBytes = 0;
    }
    ctx.flush();
  }
}
