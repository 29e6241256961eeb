package io.cleave.examples.dump;

import io.cleave.frame.FrameScanner;
import io.cleave.frame.InvalidLengthException;
import io.cleave.header.Header;
import io.cleave.message.MessageFormat;
import io.cleave.message.MessageLayout;
import io.cleave.wire.LengthField;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.CodecException;
import java.util.Optional;

/** A dump of messages that stand in an envelope, where the body is the rest. */
final class EnvelopeDump extends DumpDecoder {
  private final MessageFormat format;
  private final MessageLayout.Envelope envelope;
  private final FrameScanner envelopes;

  EnvelopeDump(MessageFormat format, MessageLayout.Envelope envelope) {
    this.format = format;
    this.envelope = envelope;
    this.envelopes = new FrameScanner(format.frameFormat(), "total");
  }

  @Override
  protected boolean decode(ChannelHandlerContext ctx, ByteBuf in) {
    if (!envelopes.scan(in, in.readerIndex(), in.writerIndex())) {
      return false;
    }
    String line = line(in.slice(envelopes.payloadIndex(), envelopes.payloadLength()));
    int taken = (int) envelopes.wanted();
    in.skipBytes(taken);
    advance(taken);
    emit(ctx, line);
    return true;
  }

  private String line(ByteBuf inside) {
    if (envelope.hasSerializationByte()) {
      int serialization = inside.isReadable() ? inside.readUnsignedByte() : -1;
      if (serialization != 0) {
        throw new InvalidLengthException(
            "serialization: " + serialization + " (expected: 0, JSON)", serialization, "");
      }
    }
    LengthField field = envelope.headerLengthField();
    int fieldLength = field.lengthAt(inside, inside.readerIndex(), inside.writerIndex());
    long length = fieldLength == 0 ? -1 : field.read(inside, inside.readerIndex());
    inside.skipBytes(fieldLength);
    int rest = inside.readableBytes();
    if (length < 0 || length > rest) {
      throw new InvalidLengthException(
          "headerLength: " + length + " (expected: at most " + rest + ", the rest of the envelope)",
          length,
          "");
    }
    int headerLength = (int) length;
    int index = inside.readerIndex();
    Header header = Header.parse(inside, index, headerLength, format.headerLimits());
    int bodyLength = rest - headerLength;
    String key = format.bodyLengthKey();
    if (header.has(key) && header.bodyLength(key) != bodyLength) {
      long said = header.bodyLength(key);
      throw new InvalidLengthException(
          key + ": " + said + " (expected: " + bodyLength + ", what the envelope leaves)",
          said,
          "");
    }
    String text = MessageDump.text(inside, index, headerLength);
    inside.skipBytes(headerLength);
    return MessageDump.line(offset(), headerLength, bodyLength, text, inside);
  }

  @Override
  protected long wanted() {
    return envelopes.wanted();
  }

  @Override
  protected Optional<CodecException> truncation(ByteBuf rest) {
    return rest.isReadable()
        ? Optional.of(envelopes.truncated(rest, rest.readerIndex(), rest.writerIndex()))
        : Optional.empty();
  }
}
