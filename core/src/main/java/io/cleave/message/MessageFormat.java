package io.cleave.message;

import static java.util.Objects.requireNonNull;

import io.cleave.header.HeaderLimits;
import io.cleave.wire.FrameFormat;
import io.cleave.wire.LengthField;

/**
 * What a message looks like: a length field, a header, which is one JSON object, and a body.
 *
 * <pre>{@code
 * MessageFormat.of("<q").withBodyLengthKey("file_size")
 *
 * +-------------------------+---------------------------------------+-------+
 * | 27 00 00 00 00 00 00 00 | {"file_name": "hi.txt", "file_size": 2} | 68 69 |
 * +-------------------------+---------------------------------------+-------+
 * }</pre>
 *
 * <p>One value serves decoder and encoder. Limits count bytes of header and of body, never a length
 * field.
 *
 * <p><b>Threading.</b> Immutable.
 *
 * @param lengthField the field in front: it counts the header, or in an envelope all that follows
 * @param bodyLengthKey the name of the header's integer that says how long the body is; missing
 *     means 0
 * @param headerLimits what a header may be
 * @param maxBodyLength the longest body taken or sent, in bytes
 * @param wholeBodyLength up to this many bytes of body a message is one {@link Message}, above it
 *     comes in parts; 0: always in parts
 * @param layout which lengths there are
 */
public record MessageFormat(
    LengthField lengthField,
    String bodyLengthKey,
    HeaderLimits headerLimits,
    long maxBodyLength,
    int wholeBodyLength,
    MessageLayout layout) {
  /**
   * The name of the body length, unless another is set. The old Python programs say {@code
   * file_size}.
   */
  public static final String DEFAULT_BODY_LENGTH_KEY = "body_size";

  /** Up to this many bytes a body is waited for, unless another length is set: 8 KiB. */
  public static final int DEFAULT_WHOLE_BODY_LENGTH = 8 << 10;

  /** The longest body that can be waited for: 2^31-9 bytes. */
  private static final int LARGEST_WHOLE_BODY = Integer.MAX_VALUE - 8;

  /**
   * RocketMQ's remoting protocol with JSON headers; at most 16 777 212 bytes behind the total
   * length.
   */
  public static final MessageFormat ROCKETMQ =
      envelope(
          LengthField.parse(">i"),
          new MessageLayout.Envelope(LengthField.parse(">BH"), true, 16_777_212));

  /** Checks the settings against each other. */
  public MessageFormat {
    requireNonNull(lengthField, "lengthField");
    requireNonNull(bodyLengthKey, "bodyLengthKey");
    requireNonNull(headerLimits, "headerLimits");
    requireNonNull(layout, "layout");
    if (bodyLengthKey.isEmpty()) {
      throw new IllegalArgumentException("bodyLengthKey: \"\" (expected: a name)");
    }
    if (maxBodyLength < 0) {
      throw new IllegalArgumentException("maxBodyLength: " + maxBodyLength + " (expected: 0..)");
    }
    if (wholeBodyLength < 0 || wholeBodyLength > LARGEST_WHOLE_BODY) {
      throw new IllegalArgumentException(
          "wholeBodyLength: " + wholeBodyLength + " (expected: 0.." + LARGEST_WHOLE_BODY + ")");
    }
  }

  /**
   * Header first, then the body it announces.
   *
   * @param lengthField of the header, in the text form of {@link LengthField#parse}
   */
  public static MessageFormat of(String lengthField) {
    return of(LengthField.parse(lengthField));
  }

  /** Header first, then the body it announces. */
  public static MessageFormat of(LengthField lengthField) {
    return withDefaults(lengthField, new MessageLayout.HeaderFirst());
  }

  /**
   * Both in an envelope that counts them together, of at most 16 MiB.
   *
   * @param totalLengthField counts all that follows it, for example {@code ">I"}
   * @param headerLengthField counts the header, for example {@code ">I"}
   */
  public static MessageFormat envelope(String totalLengthField, String headerLengthField) {
    FrameFormat frame = FrameFormat.of(totalLengthField);
    LengthField header = LengthField.parse(headerLengthField);
    return envelope(
        frame.lengthField(), new MessageLayout.Envelope(header, false, frame.maxPayloadLength()));
  }

  /** Both in an envelope. */
  public static MessageFormat envelope(
      LengthField totalLengthField, MessageLayout.Envelope envelope) {
    return withDefaults(totalLengthField, envelope);
  }

  private static MessageFormat withDefaults(LengthField lengthField, MessageLayout layout) {
    return new MessageFormat(
        lengthField,
        DEFAULT_BODY_LENGTH_KEY,
        HeaderLimits.DEFAULT,
        Long.MAX_VALUE,
        DEFAULT_WHOLE_BODY_LENGTH,
        layout);
  }

  /** The same format with another name for the body length. */
  public MessageFormat withBodyLengthKey(String value) {
    return new MessageFormat(
        lengthField, value, headerLimits, maxBodyLength, wholeBodyLength, layout);
  }

  /** The same format with other limits for the header. */
  public MessageFormat withHeaderLimits(HeaderLimits value) {
    return new MessageFormat(
        lengthField, bodyLengthKey, value, maxBodyLength, wholeBodyLength, layout);
  }

  /** The same format with another limit for the body, in bytes. */
  public MessageFormat withMaxBodyLength(long value) {
    return new MessageFormat(
        lengthField, bodyLengthKey, headerLimits, value, wholeBodyLength, layout);
  }

  /** The same format with another length up to which a body is waited for, in bytes; 0: never. */
  public MessageFormat withWholeBodyLength(int value) {
    return new MessageFormat(
        lengthField, bodyLengthKey, headerLimits, maxBodyLength, value, layout);
  }

  /**
   * The frame the length field makes: its payload is the header, or in an envelope the second
   * length, header and body. An envelope's decoder stands behind one of this format.
   */
  public FrameFormat frameFormat() {
    long limit =
        layout instanceof MessageLayout.Envelope envelope
            ? envelope.maxTotalLength()
            : headerLimits.maxLength();
    return new FrameFormat(lengthField, Math.min(limit, lengthField.maxValue()), false);
  }

  /** The envelope's layout, for the codecs that need one. */
  MessageLayout.Envelope requireEnvelope(String handler) {
    if (layout instanceof MessageLayout.Envelope envelope) {
      return envelope;
    }
    throw new IllegalArgumentException(
        "layout: header first (expected: an envelope for "
            + handler
            + "; MessageDecoder and"
            + " MessageEncoder take this one)");
  }

  void requireHeaderFirst(String handler) {
    if (!(layout instanceof MessageLayout.HeaderFirst)) {
      throw new IllegalArgumentException(
          "layout: envelope (expected: header first for "
              + handler
              + "; an envelope is taken by a"
              + " FrameDecoder and a FrameEncoder of frameFormat(), with JsonHeaderDecoder and"
              + " JsonHeaderEncoder behind them)");
    }
  }
}
