package io.cleave.message;

import static java.util.Objects.requireNonNull;

import io.cleave.body.Body;
import io.cleave.frame.FrameTooLongException;
import io.cleave.frame.StreamDecoder;
import io.cleave.frame.TruncatedFrameException;
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
 * <p><b>Ownership.</b> The receiver releases each {@link Message} and {@link BodyChunk}. Both keep
 * alive what was read from the socket.
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

  private final MessageScanner scanner;
  private Part part = Part.HEADER;
  private long missing; // of the body
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
    requireNonNull(first, "first").requireHeaderFirst("MessageDecoder");
    requireNonNull(format, "format").requireHeaderFirst("MessageDecoder");
    this.scanner = new MessageScanner(first, format);
  }

  @Override
  protected boolean decode(ChannelHandlerContext ctx, ByteBuf in) {
    return switch (part) {
      case HEADER -> decodeMessages(ctx, in);
      case WHOLE_BODY -> decodeWholeBody(ctx, in, in.readerIndex());
      case BODY_CHUNKS -> decodeChunk(ctx, in);
    };
  }

  /** Whole ones, one behind the other, up to one that is not all here or comes in parts. */
  private boolean decodeMessages(ChannelHandlerContext ctx, ByteBuf in) {
    boolean any = false;
    do {
      if (!decodeHeader(ctx, in)) {
        return any;
      }
      any = true;
    } while (part == Part.HEADER && mayGoOn());
    return true;
  }

  private boolean decodeHeader(ChannelHandlerContext ctx, ByteBuf in) {
    if (!scanner.scan(in, in.readerIndex(), in.writerIndex())) {
      return false;
    }
    int index = scanner.bodyIndex();
    missing = scanner.bodyLength();
    if (!scanner.isWhole()) {
      part = Part.BODY_CHUNKS;
      in.readerIndex(index);
      emit(ctx, new MessageStart(scanner.takeHeader(), missing));
    } else if (!decodeWholeBody(ctx, in, index)) {
      part = Part.WHOLE_BODY;
      in.readerIndex(index);
    }
    return true;
  }

  private boolean decodeWholeBody(ChannelHandlerContext ctx, ByteBuf in, int index) {
    int length = (int) missing;
    if (in.writerIndex() - index < length) {
      return false;
    }
    Body body = takeBody(in, index, length);
    bodyBytes += length;
    end();
    emit(ctx, Message.of(scanner.takeHeader(), body));
    return true;
  }

  private Body takeBody(ByteBuf in, int index, int length) {
    if (length > 0) {
      return Body.of(takeReference(in, index, length), index, length);
    }
    in.readerIndex(index);
    return Body.empty();
  }

  private boolean decodeChunk(ChannelHandlerContext ctx, ByteBuf in) {
    int length = (int) Math.min(missing, in.readableBytes());
    ByteBuf bytes = take(in, in.readerIndex(), length);
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
    scanner.end();
  }

  @Override
  protected long wanted() {
    return switch (part) {
      case HEADER -> scanner.wanted();
      case WHOLE_BODY -> missing;
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
      long length = scanner.bodyLength();
      long got = length - missing + rest.readableBytes();
      return Optional.of(new TruncatedFrameException("body", got, length, ""));
    }
    return rest.isReadable() ? Optional.of(scanner.truncated(rest)) : Optional.empty();
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
