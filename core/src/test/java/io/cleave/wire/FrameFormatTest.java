package io.cleave.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameFormatTest {

  @ParameterizedTest
  @CsvSource({
    "b, 127",
    "B, 255",
    "<h, 32767",
    ">H, 65535",
    "<HB, 16777215",
    ">BH, 16777215",
    "<i, 16777216",
    ">I, 16777216",
    "<q, 16777216",
    ">Q, 16777216",
    "varint, 16777216"
  })
  void limitIs16MiBUnlessFieldSaysLess(String field, long limit) {
    assertThat(FrameFormat.of(field).maxPayloadLength()).isEqualTo(limit);
  }

  @ParameterizedTest
  @CsvSource({
    "b, 127",
    "B, 255",
    "<h, 32767",
    ">H, 65535",
    "<HB, 16777215",
    ">BH, 16777215",
    "<i, 2147483639",
    ">I, 2147483639",
    "<q, 2147483639",
    ">Q, 2147483639",
    "varint, 2147483639"
  })
  void limitIsBoundByFieldAndByOneBuffer(String field, long largest) {
    FrameFormat format = FrameFormat.of(field).withMaxPayloadLength(largest);

    assertThat(format.maxPayloadLength()).isEqualTo(largest);
    assertThatThrownBy(() -> format.withMaxPayloadLength(largest + 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("maxPayloadLength: %s (expected: 0..%s for %s)", largest + 1, largest, field);
  }

  @ParameterizedTest
  @CsvSource({
    "b, 126",
    "B, 254",
    "<h, 32765",
    ">H, 65533",
    "<HB, 16777212",
    ">BH, 16777212",
    "<i, 2147483639",
    ">I, 2147483639",
    "<q, 2147483639"
  })
  void fieldThatCountsItselfSaysLess(String field, long largest) {
    FrameFormat format = FrameFormat.of(field).countingItself();

    assertThat(format.countedBytes()).isEqualTo(format.lengthField().width().maxBytes());
    assertThat(format.maxPayloadLength()).isLessThanOrEqualTo(largest);
    assertThat(format.withMaxPayloadLength(largest).maxPayloadLength()).isEqualTo(largest);
    assertThatThrownBy(() -> format.withMaxPayloadLength(largest + 1))
        .hasMessageEndingWith("for " + field + " counting itself)");
  }

  @Test
  void limitOfNothingIsLimit() {
    assertThat(FrameFormat.of("<q").withMaxPayloadLength(0).maxPayloadLength()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"-1", "-9223372036854775808", "9223372036854775807", "2147483640", "2147483647"})
  void refusesLimitThatIsNoBuffer(long limit) {
    assertThatThrownBy(() -> FrameFormat.of("<Q").withMaxPayloadLength(limit))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("maxPayloadLength: " + limit + " (expected: 0..2147483639");
  }

  @Test
  void varintCannotCountItself() {
    assertThatThrownBy(() -> FrameFormat.of("varint").countingItself())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("countsItself: true (expected: false for varint");
  }

  @Test
  void derivedFormatKeepsTheRest() {
    FrameFormat format = FrameFormat.of("<i").withMaxPayloadLength(1000).countingItself();

    assertThat(format)
        .isEqualTo(new FrameFormat(LengthField.parse("<i"), 1000, true))
        .hasToString("<i counting itself, at most 1000 bytes");
    assertThat(format.withMaxPayloadLength(10).countsItself()).isTrue();
    assertThat(FrameFormat.of("<i").countedBytes()).isZero();
  }

  @Test
  @SuppressWarnings({"NullAway", "DataFlowIssue"}) // what a caller without NullAway could do
  void refusesNull() {
    assertThatThrownBy(() -> new FrameFormat(null, 1, false))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("lengthField");
    assertThatThrownBy(() -> LengthField.parse(null)).hasMessage("text");
  }
}
