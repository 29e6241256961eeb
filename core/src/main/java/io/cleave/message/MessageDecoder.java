package io.cleave.message;

import static java.util.Objects.requireNonNull;

import io.cleave.body.Body;
import io.cleave.frame.FrameScanner;
import io.cleave.frame.FrameTooLongException;
import io.cleave.frame.StreamDecoder;
import io.cleave.frame.TruncatedFrameException;
import io.cleave.header.Header;
import io.cleave.metrics.ConnectionMetrics;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.CodecException;
import java.util.Optional;

/**
 * Cuts the byte stream of a channel into messages: a {@link Message} where the body is short, a
 * {@link MessageStart} and {@link BodyChunk}s where it is long, however long it is.
 *
 * <pre>{@code
 * MessageFormat.of("<HB"), wholeBodyLength 8192
 *
 * BEFORE DECODE                                          AFTER DECODE
 * +----------+-----------------+-------+                 +----------------------------+
 * | 0f 00 00 | {"body_size":2} | 68 69 |        ---->    | Message: header, body "hi" |
 * +----------+-----------------+-------+                 +----------------------------+
 *
 * +----------+---------------------+------------+        +--------------+-----------+-----+------+
 * | 13 00 00 | {"body_size":90000} | 90000 bytes|  ----> | MessageStart | BodyChunk | ... | last |
 * +----------+---------------------+------------+        +--------------+-----------+-----+------+
 * }</pre>
 *
 * <p>The body length alone decides which it is ({@link MessageFormat#wholeBodyLength}); only the
 * borders between chunks may differ between two runs. Chunks are handed on as they come: a body of
 * any size takes constant memory, and reads stop while nobody asks for more.
 *
 * <p>It reads bytes, not frames: no {@code FrameDecoder} stands in front of it. A header above its
 * limit is refused before a byte of it is kept, {@link FrameTooLongException}; a bad one is a
 * {@link io.cleave.header.HeaderException}; a stream that ends within a message is a {@link
 * TruncatedFrameException}, and the last chunk never comes. The connection closes as {@link
 * io.cleave.frame.Refusal} says.
 *
 * <p><b>Threading.</b> One instance per channel; runs on its event loop.
 *
 * <p><b>Ownership.</b> The receiver releases each {@link Message} and {@link BodyChunk}. Both are
 * slices of what was read from the socket.
 */
public final class MessageDecoder extends StreamDecoder {
  private enum Part {
    /** The length field and the header behind it. */
    HEADER,
    /** A short body, waited for. */
    WHOLE_BODY,
    /** A long one, handed on as it comes. */
    BODY_CHUNKS
  }

  private MessageFormat format;
  private FrameScanner headers;
  private final MessageFormat afterFirst;
  private boolean isFirst; // and held to limits of its own
  private Part part = Part.HEADER;
  private Header header = Header.empty();
  private long bodyLength;
  private long missing;
  private int messages;
  private long bodyBytes;

  /** A decoder for one channel. */
  public MessageDecoder(MessageFormat format) {
    this(format, ConnectionMetrics.NONE);
  }

  /** A decoder for one channel that counts into {@code metrics}. */
  public MessageDecoder(MessageFormat format, ConnectionMetrics metrics) {
    this(requireNonNull(format, "format"), format, metrics);
  }

  /**
   * A decoder for one channel that holds the first message to other limits: while nobody knows yet
   * who is calling, little is taken.
   *
   * @param first the format of the first message
   * @param format the format of all others
   * @param metrics counts what comes
   */
  public MessageDecoder(MessageFormat first, MessageFormat format, ConnectionMetrics metrics) {
    super(metrics);
    this.format = requireNonNull(first, "first");
    this.afterFirst = requireNonNull(format, "format");
    first.requireHeaderFirst("MessageDecoder");
    format.requireHeaderFirst("MessageDecoder");
    this.isFirst = !first.equals(format);
    this.headers = new FrameScanner(first.frameFormat(), "header");
  }

  @Override
  protected boolean decode(ChannelHandlerContext ctx, ByteBuf in) {
    return switch (part) {
      case HEADER -> decodeHeader(ctx, in);
      case WHOLE_BODY -> decodeWholeBody(ctx, in);
      case BODY_CHUNKS -> decodeChunk(ctx, in);
    };
  }

  private boolean decodeHeader(ChannelHandlerContext ctx, ByteBuf in) {
    boolean whole = headers.scan(in, in.readerIndex(), in.writerIndex());
    if (headers.isLengthKnown() && headers.payloadLength() < Headers.SHORTEST) {
      throw Headers.tooShort(headers.payloadLength(), format.frameFormat().maxPayloadLength());
    }
    if (!whole) {
      return false;
    }
    int index = headers.payloadIndex();
    int length = headers.payloadLength();
    header = Header.parse(in, index, length, format.headerLimits());
    bodyLength = header.bodyLength(format.bodyLengthKey());
    if (bodyLength > format.maxBodyLength()) {
      throw new FrameTooLongException("body", bodyLength, format.maxBodyLength(), "");
    }
    in.readerIndex(index + length);
    beginBody(ctx);
    return true;
  }

  private void beginBody(ChannelHandlerContext ctx) {
    missing = bodyLength;
    if (bodyLength > format.wholeBodyLength() || format.wholeBodyLength() == 0) {
      part = Part.BODY_CHUNKS;
      emit(ctx, new MessageStart(takeHeader(), bodyLength));
    } else {
      part = Part.WHOLE_BODY;
    }
  }

  private boolean decodeWholeBody(ChannelHandlerContext ctx, ByteBuf in) {
    if (in.readableBytes() < bodyLength) {
      return false;
    }
    Body body = bodyLength == 0 ? Body.empty() : Body.of(in.readRetainedSlice((int) bodyLength));
    end();
    bodyBytes += bodyLength;
    emit(ctx, Message.of(takeHeader(), body));
    return true;
  }

  private boolean decodeChunk(ChannelHandlerContext ctx, ByteBuf in) {
    int length = (int) Math.min(missing, in.readableBytes());
    ByteBuf bytes = in.readRetainedSlice(length);
    missing -= length;
    bodyBytes += length;
    boolean last = missing == 0;
    if (last) {
      end();
    }
    emit(ctx, new BodyChunk(bytes, last));
    return true;
  }

  private void end() {
    part = Part.HEADER;
    messages++;
    if (isFirst) {
      isFirst = false;
      format = afterFirst;
      headers = new FrameScanner(format.frameFormat(), "header");
    }
  }

  /**
   * The header belongs to its receiver alone from here on, and is not kept alive by an idle
   * decoder.
   */
  private Header takeHeader() {
    Header taken = header;
    header = Header.empty();
    return taken;
  }

  @Override
  protected long wanted() {
    return switch (part) {
      case HEADER -> headers.wanted();
      case WHOLE_BODY -> bodyLength;
      case BODY_CHUNKS -> Math.min(missing, 1);
    };
  }

  @Override
  protected boolean isInBody() {
    return part != Part.HEADER;
  }

  @Override
  protected Optional<CodecException> truncation(ByteBuf rest) {
    if (part != Part.HEADER) {
      long got = bodyLength - missing + rest.readableBytes();
      return Optional.of(new TruncatedFrameException("body", got, bodyLength, ""));
    }
    return rest.isReadable()
        ? Optional.of(headers.truncated(rest, rest.readerIndex(), rest.writerIndex()))
        : Optional.empty();
  }

  @Override
  protected void report(ConnectionMetrics metrics) {
    if (messages > 0 || bodyBytes > 0) {
      metrics.messagesReceived(messages, bodyBytes);
      messages = 0;
      bodyBytes = 0;
    }
  }
}
