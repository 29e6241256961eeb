package io.cleave.wire;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import java.nio.ByteOrder;

/**
 * The field in front that says how long the rest is: its width, its byte order, whether it has a
 * sign.
 *
 * <p>The text form is that of Python's {@code struct}: what a peer passes to {@code struct.pack} is
 * what is written here.
 *
 * <pre>{@code
 * text           bytes  order            largest value
 * b  / B         1      -                127 / 255
 * <h >h / <H >H  2      little, big      32 767 / 65 535
 * <HB >BH        3      little, big      16 777 215
 * <i >i / <I >I  4      little, big      2^31-1 / 2^32-1
 * <q >q / <Q >Q  8      little, big      2^63-1
 * varint         1..5   lowest first     2^31-1
 * }</pre>
 *
 * <p>{@code parse(x.toString())} equals {@code x}.
 *
 * <p><b>Threading.</b> Immutable. <b>Ownership.</b> Reading and writing never change a reference
 * count.
 *
 * @param width how many bytes
 * @param order which byte comes first; always big-endian where it makes no difference
 * @param signed whether the highest bit is a sign, which halves the range; the bytes are the same
 */
public record LengthField(LengthWidth width, ByteOrder order, boolean signed) {
  /** Checks the three against each other, and drops an order or a sign that says nothing. */
  public LengthField {
    requireNonNull(width, "width");
    requireNonNull(order, "order");
    if (width == LengthWidth.ONE_BYTE || width == LengthWidth.VARINT) {
      order = BIG_ENDIAN; // so that equal fields mean equal bytes
    }
    if (signed && (width == LengthWidth.THREE_BYTES || width == LengthWidth.VARINT)) {
      throw new IllegalArgumentException("signed: true (expected: false for " + width + ")");
    }
  }

  /**
   * Reads the text form.
   *
   * @param text for example {@code "<q"}, {@code ">I"}, {@code "B"}, {@code "varint"}
   * @throws IllegalArgumentException if it is none of those above; the message says what to write
   */
  public static LengthField parse(String text) {
    return LengthFieldText.parse(requireNonNull(text, "text"));
  }

  /** An unsigned little-endian field, or the varint. */
  public static LengthField littleEndian(LengthWidth width) {
    return new LengthField(width, LITTLE_ENDIAN, false);
  }

  /** An unsigned big-endian field, or the varint. */
  public static LengthField bigEndian(LengthWidth width) {
    return new LengthField(width, BIG_ENDIAN, false);
  }

  /** The largest length this field can say. */
  public long maxValue() {
    return signed ? width.maxSigned() : width.maxUnsigned();
  }

  /** Whether the field's own length depends on the value. */
  public boolean isVarint() {
    return width == LengthWidth.VARINT;
  }

  /** Bytes the field takes when it says {@code value}. */
  public int lengthOf(long value) {
    return isVarint() ? Varint.lengthOf(value) : width.maxBytes();
  }

  /**
   * Bytes the field takes in {@code in} from {@code index} on, or 0 while it is incomplete there.
   *
   * @param end the index behind the last byte that has come
   */
  public int lengthAt(ByteBuf in, int index, int end) {
    if (isVarint()) {
      return Varint.lengthAt(in, index, end);
    }
    int maxBytes = width.maxBytes();
    return end - index >= maxBytes ? maxBytes : 0;
  }

  /**
   * The value of the complete field at {@code index}; a negative one cannot be a length: a sign, an
   * unsigned value above 2^63-1, or a varint above 2^31-1.
   */
  public long read(ByteBuf in, int index) {
    boolean little = order == LITTLE_ENDIAN;
    return switch (width) {
      case ONE_BYTE -> signed ? in.getByte(index) : in.getUnsignedByte(index);
      case TWO_BYTES -> {
        short two = little ? in.getShortLE(index) : in.getShort(index);
        yield signed ? two : two & 0xFFFF;
      }
      case THREE_BYTES -> little ? in.getUnsignedMediumLE(index) : in.getUnsignedMedium(index);
      case FOUR_BYTES -> {
        int four = little ? in.getIntLE(index) : in.getInt(index);
        yield signed ? four : four & 0xFFFF_FFFFL;
      }
      case EIGHT_BYTES -> little ? in.getLongLE(index) : in.getLong(index);
      case VARINT -> Varint.read(in, index);
    };
  }

  /**
   * Writes the field.
   *
   * @param value 0..{@link #maxValue()}
   * @throws IllegalArgumentException if the field cannot say that; nothing is written then
   */
  public void write(ByteBuf out, long value) {
    if (value < 0 || value > maxValue()) {
      throw new IllegalArgumentException(
          "length: " + value + " (expected: 0.." + maxValue() + " for " + this + ")");
    }
    boolean little = order == LITTLE_ENDIAN;
    switch (width) {
      case ONE_BYTE -> out.writeByte((int) value);
      case TWO_BYTES -> out.writeShort(little ? Short.reverseBytes((short) value) : (int) value);
      case THREE_BYTES -> {
        if (little) {
          out.writeMediumLE((int) value);
        } else {
          out.writeMedium((int) value);
        }
      }
      case FOUR_BYTES -> out.writeInt(little ? Integer.reverseBytes((int) value) : (int) value);
      case EIGHT_BYTES -> out.writeLong(little ? Long.reverseBytes(value) : value);
      case VARINT -> Varint.write(out, value);
    }
  }

  /** The text form, as {@link #parse} reads it. */
  @Override
  public String toString() {
    return LengthFieldText.print(this);
  }
}
