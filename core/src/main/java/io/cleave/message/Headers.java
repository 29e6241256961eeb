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
   * The header with the body length in it, which stays out while it is 0.
   *
   * @throws FrameTooLongException if the body is above its limit
   * @throws IllegalArgumentException if the header says another length
   */
  static Header withBodyLength(Header header, long bodyLength, MessageFormat format) {
    String key = format.bodyLengthKey();
    if (bodyLength == Body.UNKNOWN_LENGTH) {
      throw new IllegalArgumentException(
          "body: of unknown length (expected: a length, as the header announces it first)");
    }
    if (bodyLength > format.maxBodyLength()) {
      throw new FrameTooLongException("body", bodyLength, format.maxBodyLength(), "");
    }
    if (!header.has(key)) {
      return bodyLength == 0 ? header : header.with(key, bodyLength);
    }
    long said = header.bodyLength(key);
    if (said != bodyLength) {
      throw new IllegalArgumentException(
          key
              + ": "
              + said
              + " (expected: "
              + bodyLength
              + ", the length of the body, or nothing)");
    }
    return header;
  }

  /**
   * Length field, header and the bytes of {@code body} in one buffer.
   *
   * @param zeros how many zero bytes stand in front of the length field
   * @param body in memory; belongs to the caller still
   * @throws io.cleave.header.HeaderException if a decoder would refuse the header
   * @throws FrameTooLongException if the field cannot say its length
   */
  static ByteBuf encode(
      ChannelHandlerContext ctx,
      Header header,
      MessageFormat format,
      LengthField field,
      int zeros,
      Body body)
      throws IOException {
    int gap = zeros + field.width().maxBytes();
    ByteBuf out = ctx.alloc().ioBuffer(gap + USUAL_LENGTH + (int) body.length());
    try {
      out.writeZero(gap); // a varint is written once its value is known, close up to the header
      header.writeTo(out, format.headerLimits());
      int length = out.writerIndex() - gap;
      if (length > field.maxValue()) {
        throw new FrameTooLongException("header", length, field.maxValue(), "");
      }
      copy(body, out, ctx);
      int end = out.writerIndex();
      int fieldIndex = gap - field.lengthOf(length);
      out.writerIndex(fieldIndex);
      field.write(out, length);
      return out.setIndex(fieldIndex - zeros, end);
    } catch (Throwable failure) {
      out.release();
      throw failure;
    }
  }

  private static void copy(Body body, ByteBuf out, ChannelHandlerContext ctx) throws IOException {
    ByteBuf content = body.content();
    int length = (int) body.length();
    if (content.readableBytes() == length) {
      out.writeBytes(content, content.readerIndex(), length);
      return;
    }
    ByteBuf all = slice(body, ctx); // somebody has read from the buffer
    try {
      out.writeBytes(all);
    } finally {
      all.release();
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
