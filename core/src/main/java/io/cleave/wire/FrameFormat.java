package io.cleave.wire;

import static java.util.Objects.requireNonNull;

/**
 * What a frame looks like: a length field, then that many bytes of payload.
 *
 * <pre>{@code
 * FrameFormat.of("<HB"), payload "abc"
 * +----------+----------+
 * | 03 00 00 | 61 62 63 |
 * +----------+----------+
 * }</pre>
 *
 * <p>One value serves decoder and encoder, so that both ends of a pipeline cannot drift apart. The
 * limit always counts payload bytes, never the length field: a frame of exactly {@code
 * maxPayloadLength} is accepted, one byte more is refused as soon as its length field is complete.
 *
 * <p><b>Threading.</b> Immutable.
 *
 * @param lengthField the field in front
 * @param maxPayloadLength the longest payload taken or sent, in bytes, at most {@value
 *     #LARGEST_PAYLOAD_LENGTH} and at most what the field can say
 * @param countsItself whether the field's value includes the field, as MongoDB's does
 */
public record FrameFormat(LengthField lengthField, long maxPayloadLength, boolean countsItself) {
  /**
   * The limit a format has when none is set, in bytes of payload: 16 MiB, or less if the field says
   * less.
   */
  public static final long DEFAULT_MAX_PAYLOAD_LENGTH = 16L << 20;

  /**
   * A frame is one buffer, so no limit can be above this: 2^31-9. What is longer is a message with
   * a streamed body.
   */
  public static final long LARGEST_PAYLOAD_LENGTH = Integer.MAX_VALUE - 8;

  /** Checks the limit against the field. */
  public FrameFormat {
    requireNonNull(lengthField, "lengthField");
    if (countsItself && lengthField.isVarint()) {
      throw new IllegalArgumentException(
          "countsItself: true (expected: false for varint, whose own length depends on the value)");
    }
    long largest = largestPayload(lengthField, countsItself);
    if (maxPayloadLength < 0 || maxPayloadLength > largest) {
      throw new IllegalArgumentException(
          "maxPayloadLength: "
              + maxPayloadLength
              + " (expected: 0.."
              + largest
              + " for "
              + lengthField
              + (countsItself ? " counting itself" : "")
              + ")");
    }
  }

  /**
   * A format with the {@link #DEFAULT_MAX_PAYLOAD_LENGTH}.
   *
   * @param lengthField in the text form of {@link LengthField#parse}, for example {@code "<q"}
   */
  public static FrameFormat of(String lengthField) {
    return of(LengthField.parse(lengthField));
  }

  /** A format with the {@link #DEFAULT_MAX_PAYLOAD_LENGTH}. */
  public static FrameFormat of(LengthField lengthField) {
    long largest = largestPayload(requireNonNull(lengthField, "lengthField"), false);
    return new FrameFormat(lengthField, Math.min(DEFAULT_MAX_PAYLOAD_LENGTH, largest), false);
  }

  private static long largestPayload(LengthField field, boolean countsItself) {
    long sayable = field.maxValue() - (countsItself ? field.width().maxBytes() : 0);
    return Math.min(sayable, LARGEST_PAYLOAD_LENGTH);
  }

  /** The same format with another limit, in bytes of payload. */
  public FrameFormat withMaxPayloadLength(long value) {
    return new FrameFormat(lengthField, value, countsItself);
  }

  /**
   * The same format for a peer whose lengths include the length field. The limit stays, unless the
   * field can now say less.
   */
  public FrameFormat countingItself() {
    if (lengthField.isVarint()) {
      return new FrameFormat(lengthField, maxPayloadLength, true); // refused there, with the reason
    }
    long limit = Math.min(maxPayloadLength, largestPayload(lengthField, true));
    return new FrameFormat(lengthField, limit, true);
  }

  /** What the field's value adds to the payload length: the field's width, or 0. */
  public int countedBytes() {
    return countsItself ? lengthField.width().maxBytes() : 0;
  }

  /** For people: {@code <i counting itself, at most 47999996 bytes}. */
  @Override
  public String toString() {
    return lengthField
        + (countsItself ? " counting itself" : "")
        + ", at most "
        + maxPayloadLength
        + " bytes";
  }
}
