package io.cleave.examples.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cleave.message.MessageFormat;
import io.cleave.wire.FrameFormat;
import io.cleave.wire.FramePreset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FramingTest {
  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "none, none",
    "b, b",
    "B, B",
    "q, <q",
    "<q, <q",
    "=q, <q",
    "@i, <i",
    "!I, >I",
    ">I, >I",
    "<HB, <HB",
    ">BH, >BH",
    "<L, <I",
    "varint, varint",
    "python-q, <q",
    "kafka, >i",
    "mongo, <i",
    "json:<q, json:<q/body_size",
    "json:q/file_size, json:<q/file_size",
    "json:>I/a/b, json:>I/a/b",
    "json:varint/n, json:varint/n",
    "rocketmq, json:>i/body_size",
    "native, native"
  })
  void readsEveryForm(String text, String canonical) {
    assertThat(Framing.parse(text)).hasToString(canonical);
  }

  @ParameterizedTest
  @EnumSource
  void takesEveryPresetWithItsLimits(FramePreset preset) {
    assertThat(Framing.parse(preset.presetName())).isEqualTo(new Framing.Frames(preset.format()));
  }

  @Test
  void aLengthFieldAloneIsAFrame() {
    assertThat(Framing.parse("<q")).isEqualTo(new Framing.Frames(FrameFormat.of("<q")));
  }

  @Test
  void jsonIsAMessageWithItsKey() {
    MessageFormat expected = MessageFormat.of("<q").withBodyLengthKey("file_size");
    assertThat(Framing.parse("json:<q/file_size")).isEqualTo(new Framing.Messages(expected));
    assertThat(Framing.parse("rocketmq")).isEqualTo(new Framing.Messages(MessageFormat.ROCKETMQ));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "NONE", "foo", "iq", "l", "<z", "json:", "json:foo", "json:<q/", "json:kafka"})
  void refusesWhatItDoesNotKnowWithTheWholeList(String text) {
    assertThatThrownBy(() -> Framing.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("'" + text + "' (expected: none, a length field b B <h")
        .hasMessageContaining("json:LENGTHFIELD/KEY")
        .hasMessageContaining("protobuf rocketmq");
  }

  @Test
  void saysWhyPythonsLongIsRefused() {
    assertThatThrownBy(() -> Framing.parse("l")).hasMessageContaining("8 bytes on Linux");
    assertThatThrownBy(() -> Framing.parse("iq")).hasMessageContaining("padding");
  }

  @Test
  void nativeIsMadeOfMessages() {
    assertThat(new Framing.Native().messages()).isEqualTo(MessageFormat.of("<q"));
  }
}
