package io.cleave.examples.options;

import static java.util.Objects.requireNonNull;

import io.cleave.message.MessageFormat;
import io.cleave.wire.FrameFormat;
import io.cleave.wire.LengthField;

/**
 * What {@code --framing} says: how the bytes of a connection are cut.
 *
 * <pre>{@code
 * none                no borders: what one read brings
 * <q  q  >I  varint   a length field
 * python-q  dns …     a preset
 * json:<q             a length field, a JSON header, a body of header.body_size bytes
 * json:<q/file_size   the same, with another name for the body's length
 * native              the protocol cleave/1: requests with ids, replies, events
 * }</pre>
 */
public sealed interface Framing {
  /** The name of the framing without borders. */
  String NONE = "none";

  /** The text forms, for a help text. */
  String FORMS =
      "none, a length field (<q, q, >I, varint), a preset (kafka), json:LENGTHFIELD[/KEY],"
          + " or native";

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException if it is none of those above; the message lists them
   */
  static Framing parse(String text) {
    return FramingText.parse(requireNonNull(text, "text"));
  }

  /** Requests with ids, replies and events: the protocol {@code cleave/1}. */
  record Native() implements Framing {
    /** The same bytes for who wants to look at its messages one by one. */
    public MessageFormat messages() {
      return MessageFormat.of(LengthField.parse("<q"));
    }

    @Override
    public String toString() {
      return FramingText.NATIVE;
    }
  }

  /** No borders. */
  record Unframed() implements Framing {
    @Override
    public String toString() {
      return NONE;
    }
  }

  /**
   * A length field and a payload.
   *
   * @param format which
   */
  record Frames(FrameFormat format) implements Framing {
    /** Checks that there is one. */
    public Frames {
      requireNonNull(format, "format");
    }

    @Override
    public String toString() {
      return format.lengthField().toString();
    }
  }

  /**
   * A JSON header and a body.
   *
   * @param format which
   */
  record Messages(MessageFormat format) implements Framing {
    /** Checks that there is one. */
    public Messages {
      requireNonNull(format, "format");
    }

    @Override
    public String toString() {
      return FramingText.JSON + format.lengthField() + "/" + format.bodyLengthKey();
    }
  }
}
