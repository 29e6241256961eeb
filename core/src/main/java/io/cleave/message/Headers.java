package io.cleave.message;

import io.cleave.body.Body;
import io.cleave.body.BodySource;
import io.cleave.frame.FrameTooLongException;
import io.cleave.frame.InvalidLengthException;
import io.cleave.header.Header;
import io.cleave.wire.LengthField;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;

/** What encoders and decoders do with a header alike. */
final class Headers {
  /** The bytes of {@code {}}. */
  static final int SHORTEST = 2;

  /** Room for most headers; longer ones make the buffer grow. */
  private static final int USUAL_LENGTH = 256;

  private Headers() {}

  static InvalidLengthException tooShort(long length, long limit) {
    return new InvalidLengthException(
        "headerLength: "
            + length
            + " (expected: "
            + SHORTEST
            + ".."
            + limit
            + ", {} being the shortest header)",
        length,
        "");
  }

  /**
   * Refuses a body that its header cannot announce.
   *
   * @throws FrameTooLongException if the body is above its limit
   * @throws IllegalArgumentException if the header says another length
   */
  static void requireBodyLength(Header header, long bodyLength, MessageFormat format) {
    String key = format.bodyLengthKey();
    if (bodyLength == Body.UNKNOWN_LENGTH) {
      throw new IllegalArgumentException(
          "body: of unknown length (expected: a length, as the header announces it first)");
    }
    if (bodyLength > format.maxBodyLength()) {
      throw new FrameTooLongException("body", bodyLength, format.maxBodyLength(), "");
    }
    if (header.has(key) && header.bodyLength(key) != bodyLength) {
      throw new IllegalArgumentException(
          key
              + ": "
              + header.bodyLength(key)
              + " (expected: "
              + bodyLength
              + ", the length of the body, or nothing)");
    }
  }

  /**
   * Length field, header and the bytes of {@code body} in a buffer of their own, as {@link #append}
   * writes them.
   *
   * @param zeros how many zero bytes stand in front of the length field
   */
  static ByteBuf encode(
      ChannelHandlerContext ctx,
      Header header,
      long announced,
      MessageFormat format,
      LengthField field,
      int zeros,
      Body body) {
    ByteBuf out = ctx.alloc().ioBuffer(zeros + usualLength(field, body.length()));
    try {
      out.writeZero(zeros);
      append(header, announced, format, field, out);
      body.writeTo(out);
      return out;
    } catch (Throwable failure) {
      out.release();
      throw failure;
    }
  }

  /** Room for a message with such a body, unless its header is a long one. */
  static int usualLength(LengthField field, long bodyLength) {
    return field.width().maxBytes() + USUAL_LENGTH + (int) bodyLength;
  }

  /**
   * Writes length field and header at the writer index of a buffer, which grows if need be. If this
   * throws, the bytes behind that index are of no use.
   *
   * @param announced the length that the header says under the format's key, unless it is 0 or said
   *     already
   * @throws io.cleave.header.HeaderException if a decoder would refuse the header
   * @throws FrameTooLongException if the field cannot say its length
   */
  static void append(
      Header header, long announced, MessageFormat format, LengthField field, ByteBuf out) {
    if (field.isVarint()) {
      appendBehindVarint(header, announced, format, field, out);
      return;
    }
    int start = out.writerIndex();
    int gap = field.width().maxBytes();
    out.ensureWritable(gap);
    out.writerIndex(start + gap);
    write(header, announced, format, out);
    int end = out.writerIndex();
    int length = requireSayable(end - start - gap, field);
    out.writerIndex(start);
    field.write(out, length);
    out.writerIndex(end);
  }

  /** How long a varint is, its value says; so the header is measured first. */
  private static void appendBehindVarint(
      Header header, long announced, MessageFormat format, LengthField field, ByteBuf out) {
    boolean said = announced == 0 || header.has(format.bodyLengthKey());
    Header whole = said ? header : header.with(format.bodyLengthKey(), announced);
    field.write(out, requireSayable(whole.encodedLength(), field));
    whole.writeTo(out, format.headerLimits());
  }

  private static int requireSayable(int length, LengthField field) {
    if (length > field.maxValue()) {
      throw new FrameTooLongException("header", length, field.maxValue(), "");
    }
    return length;
  }

  private static void write(Header header, long announced, MessageFormat format, ByteBuf out) {
    if (announced == 0 || header.has(format.bodyLengthKey())) {
      header.writeTo(out, format.headerLimits());
    } else {
      header.writeTo(out, format.headerLimits(), format.bodyLengthKey(), announced);
    }
  }

  /**
   * The bytes of a body in memory, with a reference and indexes of their own: somebody may have
   * read from its buffer, or write it to another channel too.
   */
  static ByteBuf slice(Body body, ChannelHandlerContext ctx) throws IOException {
    try (BodySource source = body.open(ctx)) {
      Object all = source.next(ctx.alloc(), Integer.MAX_VALUE);
      return all instanceof ByteBuf bytes ? bytes : Unpooled.EMPTY_BUFFER;
    }
  }
}
