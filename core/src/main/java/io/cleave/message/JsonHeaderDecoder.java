package io.cleave.message;

import static java.util.Objects.requireNonNull;

import io.cleave.body.Body;
import io.cleave.frame.FrameTooLongException;
import io.cleave.frame.InvalidLengthException;
import io.cleave.frame.Refusal;
import io.cleave.header.Header;
import io.cleave.metrics.ConnectionMetrics;
import io.cleave.wire.LengthField;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/**
 * Turns each frame that is an envelope into a {@link Message}; stands behind any length-field
 * decoder, Netty's included.
 *
 * <pre>{@code
 * MessageFormat.envelope(">I", ">I")
 *
 * BEFORE (one frame, its total length stripped)        AFTER
 * +-------------+----+-------+                         +--------------------------+
 * | 00 00 00 02 | {} | 68 69 |               ---->     | Message: {}, body "hi"   |
 * +-------------+----+-------+                         +--------------------------+
 *  header length  header  body
 * }</pre>
 *
 * <p>A header length beyond the rest is an {@link InvalidLengthException}, and so is a header that
 * has the body length key with another value than the rest; a bad header is a {@link
 * io.cleave.header.HeaderException}. Nothing is delivered behind it, and the connection closes as
 * {@link Refusal} says.
 *
 * <p><b>Threading.</b> One instance per channel; runs on its event loop.
 *
 * <p><b>Ownership.</b> Takes the frame; the receiver releases the message, whose body is a slice of
 * it.
 */
public final class JsonHeaderDecoder extends ChannelInboundHandlerAdapter {
  private static final int JSON = 0;
  private static final int ROCKETMQ = 1;

  private final MessageFormat format;
  private final MessageLayout.Envelope envelope;
  private final ConnectionMetrics metrics;
  private boolean dead;
  private int messages;
  private long bodyBytes;

  /**
   * A decoder for one channel.
   *
   * @param format with {@link MessageLayout.Envelope} as its layout
   */
  public JsonHeaderDecoder(MessageFormat format) {
    this(format, ConnectionMetrics.NONE);
  }

  /** A decoder for one channel that counts into {@code metrics}. */
  public JsonHeaderDecoder(MessageFormat format, ConnectionMetrics metrics) {
    this.format = requireNonNull(format, "format");
    this.envelope = format.requireEnvelope("JsonHeaderDecoder");
    this.metrics = requireNonNull(metrics, "metrics");
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    if (dead) {
      ReferenceCountUtil.release(msg);
      return;
    }
    if (!(msg instanceof ByteBuf frame)) {
      ctx.fireChannelRead(msg);
      return;
    }
    Message message;
    try {
      message = decode(frame);
    } catch (Throwable cause) {
      refuse(ctx, cause);
      return;
    } finally {
      frame.release();
    }
    messages++;
    bodyBytes += message.body().length();
    ctx.fireChannelRead(message);
  }

  private void refuse(ChannelHandlerContext ctx, Throwable cause) {
    dead = true;
    report();
    Refusal.refuse(ctx, cause, metrics);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    report();
    ctx.fireChannelReadComplete();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    report(); // a decoder in front may deliver its last frames now
    ctx.fireChannelInactive();
  }

  private void report() {
    if (messages > 0) {
      metrics.messagesReceived(messages, bodyBytes);
      messages = 0;
      bodyBytes = 0;
    }
  }

  private Message decode(ByteBuf frame) {
    if (envelope.hasSerializationByte()) {
      requireJson(frame);
    }
    int headerLength = readHeaderLength(frame);
    int index = frame.readerIndex();
    Header header = Header.parse(frame, index, headerLength, format.headerLimits());
    frame.skipBytes(headerLength);
    int rest = frame.readableBytes();
    String key = format.bodyLengthKey();
    if (header.has(key) && header.bodyLength(key) != rest) {
      long said = header.bodyLength(key);
      throw new InvalidLengthException(
          key + ": " + said + " (expected: " + rest + ", what the envelope leaves)", said, "");
    }
    if (rest > format.maxBodyLength()) {
      throw new FrameTooLongException("body", rest, format.maxBodyLength(), "");
    }
    return Message.of(header, rest == 0 ? Body.empty() : Body.of(frame.readRetainedSlice(rest)));
  }

  private static void requireJson(ByteBuf frame) {
    if (!frame.isReadable()) {
      throw new InvalidLengthException("totalLength: 0 (expected: 4 or more)", 0, "");
    }
    int serialization = frame.readUnsignedByte();
    if (serialization != JSON) {
      throw new InvalidLengthException(
          "serialization: "
              + serialization
              + (serialization == ROCKETMQ ? ", ROCKETMQ, its own binary form" : "")
              + " (expected: 0, JSON)",
          serialization,
          "");
    }
  }

  private int readHeaderLength(ByteBuf frame) {
    LengthField field = envelope.headerLengthField();
    int fieldLength = field.lengthAt(frame, frame.readerIndex(), frame.writerIndex());
    if (fieldLength == 0) {
      int came = frame.readableBytes();
      throw new InvalidLengthException(
          "totalLength: too short for the header length (expected: "
              + field.width().maxBytes()
              + " bytes, not "
              + came
              + ")",
          came,
          "");
    }
    long length = field.read(frame, frame.readerIndex());
    frame.skipBytes(fieldLength);
    int rest = frame.readableBytes();
    long headerLimit = Math.min(format.headerLimits().maxLength(), field.maxValue());
    if (length < Headers.SHORTEST) {
      throw Headers.tooShort(length, headerLimit);
    }
    if (length > headerLimit) {
      throw new FrameTooLongException("header", length, headerLimit, "");
    }
    if (length > rest) {
      throw new InvalidLengthException(
          "headerLength: " + length + " (expected: at most " + rest + ", the rest of the envelope)",
          length,
          "");
    }
    return (int) length;
  }
}
