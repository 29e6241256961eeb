package io.cleave.examples.dump;

import io.cleave.examples.console.Quoted;
import io.cleave.frame.FrameScanner;
import io.cleave.frame.FrameTooLongException;
import io.cleave.frame.TruncatedFrameException;
import io.cleave.header.Header;
import io.cleave.message.MessageFormat;
import io.cleave.message.MessageLayout;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.CodecException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A dump of messages whose header says how long the body is; of the body only what is shown is
 * kept.
 *
 * <pre>{@code
 * OFFSET HEADERLENGTH+BODYLENGTH HEADER BODY
 * }</pre>
 */
final class MessageDump extends DumpDecoder {
  private final MessageFormat format;
  private final FrameScanner headers;
  private final ByteBuf beginning = Unpooled.buffer(Shown.MAX_BYTES, Shown.MAX_BYTES);
  private String header = "";
  private long headLength;
  private int headerLength;
  private boolean inBody;
  private long bodyLength;
  private long missing;

  private MessageDump(MessageFormat format) {
    this.format = format;
    this.headers = new FrameScanner(format.frameFormat(), "header");
  }

  static DumpDecoder of(MessageFormat format) {
    return format.layout() instanceof MessageLayout.Envelope envelope
        ? new EnvelopeDump(format, envelope)
        : new MessageDump(format);
  }

  /** One line. */
  static String line(
      long offset, int headerLength, long bodyLength, String header, ByteBuf beginning) {
    String lengths = headerLength + "+" + bodyLength;
    return offset + " " + lengths + " " + header + " " + Shown.of(beginning, bodyLength);
  }

  /** A header as it came, on one line. */
  static String text(ByteBuf in, int index, int length) {
    return Quoted.json(in.toString(index, length, StandardCharsets.UTF_8));
  }

  @Override
  protected boolean decode(ChannelHandlerContext ctx, ByteBuf in) {
    if (!inBody) {
      return decodeHeader(in);
    }
    int length = (int) Math.min(missing, in.readableBytes());
    int kept = Math.min(length, beginning.writableBytes());
    beginning.writeBytes(in, in.readerIndex(), kept);
    in.skipBytes(length);
    missing -= length;
    if (missing == 0) {
      String line = line(offset(), headerLength, bodyLength, header, beginning);
      advance(headLength + bodyLength);
      inBody = false;
      beginning.clear();
      emit(ctx, line);
    }
    return true;
  }

  private boolean decodeHeader(ByteBuf in) {
    if (!headers.scan(in, in.readerIndex(), in.writerIndex())) {
      return false;
    }
    int index = headers.payloadIndex();
    headerLength = headers.payloadLength();
    Header parsed = Header.parse(in, index, headerLength, format.headerLimits());
    bodyLength = parsed.bodyLength(format.bodyLengthKey());
    if (bodyLength > format.maxBodyLength()) {
      throw new FrameTooLongException("body", bodyLength, format.maxBodyLength(), "");
    }
    header = text(in, index, headerLength);
    headLength = headers.wanted();
    in.skipBytes((int) headLength);
    missing = bodyLength;
    inBody = true;
    return true;
  }

  @Override
  protected long wanted() {
    return inBody ? Math.min(missing, 1) : headers.wanted();
  }

  @Override
  protected Optional<CodecException> truncation(ByteBuf rest) {
    if (inBody) {
      return Optional.of(new TruncatedFrameException("body", bodyLength - missing, bodyLength, ""));
    }
    return rest.isReadable()
        ? Optional.of(headers.truncated(rest, rest.readerIndex(), rest.writerIndex()))
        : Optional.empty();
  }
}
