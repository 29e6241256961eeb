package io.cleave.examples.options;

import io.cleave.message.MessageFormat;
import io.cleave.wire.FrameFormat;
import io.cleave.wire.FramePreset;
import io.cleave.wire.LengthField;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The text form of a {@link Framing}. */
final class FramingText {
  static final String JSON = "json:";

  static final String NATIVE = "native";
  private static final String ROCKETMQ = "rocketmq";
  private static final String LENGTH_FIELDS =
      "b B <h >h <H >H <HB >BH <i >i <I >I <q >q <Q >Q varint";

  private FramingText() {}

  static Framing parse(String text) {
    if (text.equals(Framing.NONE)) {
      return new Framing.Unframed();
    }
    if (text.equals(NATIVE)) {
      return new Framing.Native();
    }
    if (text.equals(ROCKETMQ)) {
      return new Framing.Messages(MessageFormat.ROCKETMQ);
    }
    if (text.startsWith(JSON)) {
      return parseJson(text);
    }
    Optional<FramePreset> preset = FramePreset.named(text);
    return preset.isPresent()
        ? new Framing.Frames(preset.get().format())
        : new Framing.Frames(FrameFormat.of(parseField(text, text)));
  }

  private static Framing parseJson(String text) {
    String rest = text.substring(JSON.length());
    int slash = rest.indexOf('/');
    LengthField field = parseField(text, slash < 0 ? rest : rest.substring(0, slash));
    MessageFormat format = MessageFormat.of(field);
    if (slash < 0) {
      return new Framing.Messages(format);
    }
    String key = rest.substring(slash + 1);
    if (key.isEmpty()) {
      throw refusal(text, "; a name belongs behind the /");
    }
    return new Framing.Messages(format.withBodyLengthKey(key));
  }

  private static LengthField parseField(String text, String field) {
    try {
      return LengthField.parse(field);
    } catch (IllegalArgumentException refused) {
      String reason = String.valueOf(refused.getMessage());
      boolean isList = reason.contains(LENGTH_FIELDS);
      throw refusal(text, isList ? "" : "; " + reason);
    }
  }

  private static IllegalArgumentException refusal(String text, String reason) {
    String presets =
        Arrays.stream(FramePreset.values())
            .map(FramePreset::presetName)
            .collect(Collectors.joining(" "));
    return new IllegalArgumentException(
        "'"
            + text
            + "' (expected: none, a length field "
            + LENGTH_FIELDS
            + ", json:LENGTHFIELD, json:LENGTHFIELD/KEY, native, or a preset "
            + presets
            + " "
            + ROCKETMQ
            + reason
            + ")");
  }
}
