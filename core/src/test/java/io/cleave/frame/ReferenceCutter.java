package io.cleave.frame;

import io.cleave.testing.Hex;
import io.cleave.wire.FrameFormat;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts frames as one would by hand: whole input, numbers of any size, no state. The lines are those
 * of {@link io.cleave.testing.DecoderVerifier}.
 */
final class ReferenceCutter {

  private static final String INVALID = "!InvalidLengthException";
  private static final String TOO_LONG = "!FrameTooLongException";
  private static final String TRUNCATED = "!TruncatedFrameException";

  private ReferenceCutter() {}

  /** The payloads, and the exception the stream ends in, if it does. */
  static List<String> cut(FrameFormat format, byte[] bytes) {
    List<String> lines = new ArrayList<>();
    int at = 0;
    while (at < bytes.length) {
      int width = fieldLength(format, bytes, at);
      if (at + width > bytes.length) {
        lines.add(TRUNCATED);
        break;
      }
      BigInteger value = value(format, Arrays.copyOfRange(bytes, at, at + width));
      String refusal = refusal(format, value);
      if (!refusal.isEmpty()) {
        lines.add(refusal);
        break;
      }
      int length = value.intValueExact() - format.countedBytes();
      if (at + width + length > bytes.length) {
        lines.add(TRUNCATED);
        break;
      }
      lines.add(Hex.of(Arrays.copyOfRange(bytes, at + width, at + width + length)));
      at += width + length;
    }
    return lines;
  }

  private static String refusal(FrameFormat format, BigInteger value) {
    BigInteger payload = value.subtract(BigInteger.valueOf(format.countedBytes()));
    boolean isLength = payload.signum() >= 0 && value.bitLength() < Long.SIZE;
    boolean varintTooLarge = format.lengthField().isVarint() && value.bitLength() > 31;
    if (!isLength || varintTooLarge) {
      return INVALID;
    }
    BigInteger limit = BigInteger.valueOf(format.maxPayloadLength());
    return payload.compareTo(limit) > 0 ? TOO_LONG : "";
  }

  private static int fieldLength(FrameFormat format, byte[] bytes, int at) {
    if (!format.lengthField().isVarint()) {
      return format.lengthField().width().maxBytes();
    }
    int length = 1;
    while (length < 5 && at + length <= bytes.length && bytes[at + length - 1] < 0) {
      length++;
    }
    return length;
  }

  private static BigInteger value(FrameFormat format, byte[] field) {
    if (format.lengthField().isVarint()) {
      return varint(field);
    }
    String text = format.lengthField().toString();
    byte[] bigEndian = text.startsWith("<") ? reversed(field) : field;
    boolean signed = Character.isLowerCase(text.charAt(text.length() - 1));
    return signed ? new BigInteger(bigEndian) : new BigInteger(1, bigEndian);
  }

  private static BigInteger varint(byte[] field) {
    if (field[field.length - 1] < 0) {
      return BigInteger.ONE.negate(); // a sixth byte would follow
    }
    BigInteger value = BigInteger.ZERO;
    for (int i = field.length - 1; i >= 0; i--) {
      value = value.shiftLeft(7).or(BigInteger.valueOf(field[i] & 0x7F));
    }
    return value;
  }

  private static byte[] reversed(byte[] field) {
    byte[] reversed = new byte[field.length];
    for (int i = 0; i < field.length; i++) {
      reversed[i] = field[field.length - 1 - i];
    }
    return reversed;
  }
}
