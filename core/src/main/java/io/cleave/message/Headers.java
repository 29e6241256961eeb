package io.cleave.message;

import io.cleave.frame.FrameTooLongException;
import io.cleave.frame.InvalidLengthException;
import io.cleave.header.Header;
import io.cleave.wire.LengthField;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** What encoders and decoders do with a header alike. */
final class Headers {
  /** The bytes of {@code {}}. */
  static final int SHORTEST = 2;

  /** Room for most headers; longer ones make the buffer grow. */
  private static final int USUAL_LENGTH = 256;

  private Headers() {}

  static InvalidLengthException tooShort(long length, MessageFormat format) {
    return new InvalidLengthException(
        "headerLength: "
            + length
            + " (expected: "
            + SHORTEST
            + ".."
            + format.headerLimits().maxLength()
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
   * Length field and header in one buffer with room for {@code more} bytes behind them.
   *
   * @param zeros how many zero bytes stand in front of the length field
   * @throws io.cleave.header.HeaderException if a decoder would refuse the header
   * @throws IllegalArgumentException if the field cannot say its length
   */
  static ByteBuf encode(
      ByteBufAllocator allocator,
      Header header,
      MessageFormat format,
      LengthField field,
      int zeros,
      int more) {
    int gap = zeros + field.width().maxBytes();
    ByteBuf out = allocator.ioBuffer(gap + USUAL_LENGTH + more);
    try {
      out.writeZero(gap); // a varint is written once its value is known, close up to the header
      header.writeTo(out, format.headerLimits());
      int end = out.writerIndex();
      int length = end - gap;
      int fieldIndex = gap - field.lengthOf(length);
      out.writerIndex(fieldIndex);
      field.write(out, length);
      return out.setIndex(fieldIndex - zeros, end);
    } catch (Throwable failure) {
      out.release();
      throw failure;
    }
  }
}
