package io.cleave.frame;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.cleave.wire.FrameFormat;
import io.cleave.wire.LengthField;
import io.cleave.wire.LengthWidth;
import io.netty.buffer.ByteBuf;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads a length that makes no sense as the other fields it could be. */
final class LengthGuess {
  private LengthGuess() {}

  static Optional<String> explain(ByteBuf bytes, FrameFormat format) {
    Optional<String> countsPayload = payloadAlone(bytes, format);
    if (countsPayload.isPresent()) {
      return countsPayload;
    }
    return candidates(format.lengthField())
        .filter(field -> isPlausible(field, bytes, format))
        .findFirst()
        .map(field -> sentence(field, bytes, format.lengthField()));
  }

  /** A value below the field's width, where the field should be counted. */
  private static Optional<String> payloadAlone(ByteBuf bytes, FrameFormat format) {
    LengthField field = format.lengthField();
    if (!format.countsItself() || !isWhole(field, bytes)) {
      return Optional.empty();
    }
    long value = field.read(bytes, bytes.readerIndex());
    return value >= 0 && value < format.countedBytes()
        ? Optional.of("does the peer's length count the payload alone?")
        : Optional.empty();
  }

  /** The other byte order first: it is the usual mistake. */
  private static Stream<LengthField> candidates(LengthField expected) {
    Stream<LengthField> sameWidth =
        Stream.of(new LengthField(expected.width(), other(expected), expected.signed()));
    Stream<LengthField> otherWidths =
        Stream.of(LengthWidth.EIGHT_BYTES, LengthWidth.FOUR_BYTES, LengthWidth.TWO_BYTES)
            .filter(width -> width != expected.width())
            .flatMap(
                w -> Stream.of(LITTLE_ENDIAN, BIG_ENDIAN).map(o -> new LengthField(w, o, false)));
    return Stream.concat(sameWidth, otherWidths).filter(field -> !field.equals(expected));
  }

  private static ByteOrder other(LengthField field) {
    return field.order() == LITTLE_ENDIAN ? BIG_ENDIAN : LITTLE_ENDIAN;
  }

  /**
   * A small field reads something out of any bytes, so it must end exactly where the bytes end; a
   * wide one is seldom within the limit by chance.
   */
  private static boolean isPlausible(LengthField field, ByteBuf bytes, FrameFormat format) {
    if (!isWhole(field, bytes)) {
      return false;
    }
    long value = field.read(bytes, bytes.readerIndex());
    if (value <= 0 || value > format.maxPayloadLength()) {
      return false;
    }
    boolean endsWithTheBytes = value == bytes.readableBytes() - field.width().maxBytes();
    return endsWithTheBytes || field.width().maxBytes() >= Integer.BYTES;
  }

  private static boolean isWhole(LengthField field, ByteBuf bytes) {
    return field.lengthAt(bytes, bytes.readerIndex(), bytes.writerIndex()) > 0;
  }

  private static String sentence(LengthField field, ByteBuf bytes, LengthField expected) {
    long value = field.read(bytes, bytes.readerIndex());
    String order = field.order() == LITTLE_ENDIAN ? "little-endian" : "big-endian";
    boolean onlyOrder = field.width() == expected.width();
    return "as "
        + (onlyOrder ? order : field.width().maxBytes() + " bytes, " + order)
        + " (\""
        + field
        + "\") this would be "
        + value;
  }
}
