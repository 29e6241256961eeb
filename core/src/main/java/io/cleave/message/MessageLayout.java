package io.cleave.message;

import static java.util.Objects.requireNonNull;

import io.cleave.wire.FrameFormat;
import io.cleave.wire.LengthField;

/** Which lengths stand in front of header and body. */
public sealed interface MessageLayout {
  /**
   * The length counts the header alone; how long the body is, the header says.
   *
   * <pre>{@code
   * | header length | header | body |
   * }</pre>
   */
  record HeaderFirst() implements MessageLayout {}

  /**
   * The length counts everything behind it, and a second one the header; the body is the rest.
   *
   * <pre>{@code
   * | total length | header length | header | body |
   * | total length | 0 | header length | header | body |     with a serialization byte
   * }</pre>
   *
   * @param headerLengthField the second length
   * @param hasSerializationByte whether a byte stands in front of it that says how the header is
   *     written, as in RocketMQ: 0 is JSON, the only one taken
   * @param maxTotalLength the limit of the total length, in bytes, at most {@value
   *     FrameFormat#LARGEST_PAYLOAD_LENGTH}: an envelope is one buffer
   */
  record Envelope(LengthField headerLengthField, boolean hasSerializationByte, long maxTotalLength)
      implements MessageLayout {
    /** Checks the settings. */
    public Envelope {
      requireNonNull(headerLengthField, "headerLengthField");
      if (maxTotalLength < 0 || maxTotalLength > FrameFormat.LARGEST_PAYLOAD_LENGTH) {
        throw new IllegalArgumentException(
            "maxTotalLength: "
                + maxTotalLength
                + " (expected: 0.."
                + FrameFormat.LARGEST_PAYLOAD_LENGTH
                + ")");
      }
    }
  }
}
