package io.cleave.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.cleave.header.HeaderLimits;
import io.cleave.wire.FrameFormat;
import io.cleave.wire.LengthField;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MessageFormatTest {
  private static final MessageFormat FORMAT = MessageFormat.of("<q");

  @Test
  void hasDefaultsOfWireDocument() {
    assertThat(FORMAT.lengthField()).isEqualTo(LengthField.parse("<q"));
    assertThat(FORMAT.bodyLengthKey()).isEqualTo("body_size");
    assertThat(FORMAT.headerLimits()).isEqualTo(HeaderLimits.DEFAULT);
    assertThat(FORMAT.maxBodyLength()).isEqualTo(Long.MAX_VALUE);
    assertThat(FORMAT.wholeBodyLength()).isEqualTo(8192);
    assertThat(FORMAT.layout()).isEqualTo(new MessageLayout.HeaderFirst());
    assertThat(MessageAggregator.DEFAULT_MAX_BODY_LENGTH).isEqualTo(1_048_576);
  }

  @Test
  void changesOneSettingAtATime() {
    HeaderLimits small = HeaderLimits.DEFAULT.withMaxLength(100);
    MessageFormat changed =
        FORMAT
            .withBodyLengthKey("file_size")
            .withHeaderLimits(small)
            .withMaxBodyLength(7)
            .withWholeBodyLength(0);

    assertThat(changed)
        .isEqualTo(
            new MessageFormat(
                LengthField.parse("<q"), "file_size", small, 7, 0, new MessageLayout.HeaderFirst()))
        .isNotEqualTo(FORMAT);
    assertThat(FORMAT).isEqualTo(MessageFormat.of(LengthField.parse("<q")));
  }

  @Test
  void countsHeaderAlone() {
    assertThat(FORMAT.frameFormat()).isEqualTo(FrameFormat.of("<q").withMaxPayloadLength(65_536));
    assertThat(MessageFormat.of("B").frameFormat().maxPayloadLength()).isEqualTo(255);
  }

  @Test
  void countsEverythingInEnvelope() {
    MessageFormat envelope = MessageFormat.envelope(">I", "<H");

    assertThat(envelope.frameFormat()).isEqualTo(FrameFormat.of(">I"));
    assertThat(envelope.layout())
        .isEqualTo(new MessageLayout.Envelope(LengthField.parse("<H"), false, 16 << 20));
  }

  @Test
  void knowsRocketMq() {
    assertThat(MessageFormat.ROCKETMQ.frameFormat())
        .isEqualTo(FrameFormat.of(">i").withMaxPayloadLength(16_777_212));
    assertThat(MessageFormat.ROCKETMQ.layout())
        .isEqualTo(new MessageLayout.Envelope(LengthField.parse(">BH"), true, 16_777_212));
  }

  record Setting(Supplier<?> made, String sentence) {
    @Override
    public String toString() {
      return sentence;
    }
  }

  static Stream<Setting> refusedSettings() {
    MessageFormat envelope = MessageFormat.envelope(">I", ">I");
    LengthField field = LengthField.parse(">I");
    return Stream.of(
        new Setting(() -> FORMAT.withBodyLengthKey(""), "bodyLengthKey: \"\" (expected: a name)"),
        new Setting(() -> FORMAT.withMaxBodyLength(-1), "maxBodyLength: -1 (expected: 0..)"),
        new Setting(
            () -> FORMAT.withWholeBodyLength(-1), "wholeBodyLength: -1 (expected: 0..2147483639)"),
        new Setting(
            () -> FORMAT.withWholeBodyLength(Integer.MAX_VALUE - 7),
            "wholeBodyLength: 2147483640 (expected: 0..2147483639)"),
        new Setting(
            () -> new MessageLayout.Envelope(field, false, -1),
            "maxTotalLength: -1 (expected: 0..2147483639)"),
        new Setting(
            () -> new MessageLayout.Envelope(field, false, 1L << 31),
            "maxTotalLength: 2147483648 (expected: 0..2147483639)"),
        new Setting(() -> new MessageAggregator(-1), "maxBodyLength: -1 (expected: 0..2147483639)"),
        new Setting(
            () -> new MessageStart(io.cleave.header.Header.empty(), -1),
            "bodyLength: -1 (expected: 0..)"),
        new Setting(() -> new MessageDecoder(envelope), HEADER_FIRST.formatted("MessageDecoder")),
        new Setting(() -> new MessageEncoder(envelope), HEADER_FIRST.formatted("MessageEncoder")),
        new Setting(() -> new JsonHeaderDecoder(FORMAT), ENVELOPE.formatted("JsonHeaderDecoder")),
        new Setting(() -> new JsonHeaderEncoder(FORMAT), ENVELOPE.formatted("JsonHeaderEncoder")));
  }

  private static final String HEADER_FIRST =
      "layout: envelope (expected: header first for %s; an envelope is taken by a FrameDecoder and"
          + " a FrameEncoder of frameFormat(), with JsonHeaderDecoder and JsonHeaderEncoder behind"
          + " them)";
  private static final String ENVELOPE =
      "layout: header first (expected: an envelope for %s; MessageDecoder and MessageEncoder take"
          + " this one)";

  @ParameterizedTest
  @MethodSource("refusedSettings")
  void refusesSettingWithSentence(Setting setting) {
    assertThatIllegalArgumentException()
        .isThrownBy(setting.made()::get)
        .withMessage(setting.sentence());
  }

  @Test
  void refusesNull() {
    assertThatNullPointerException()
        .isThrownBy(() -> FORMAT.withBodyLengthKey(nothing()))
        .withMessage("bodyLengthKey");
    assertThatNullPointerException()
        .isThrownBy(() -> FORMAT.withHeaderLimits(nothing()))
        .withMessage("headerLimits");
    assertThatNullPointerException()
        .isThrownBy(() -> new MessageDecoder(nothing()))
        .withMessage("format");
    assertThatNullPointerException()
        .isThrownBy(() -> new MessageLayout.Envelope(nothing(), false, 0))
        .withMessage("headerLengthField");
  }

  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  private static <T> T nothing() {
    return null;
  }
}
