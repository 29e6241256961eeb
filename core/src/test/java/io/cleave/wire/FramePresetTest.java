package io.cleave.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.testing.GoldenFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FramePresetTest {

  @ParameterizedTest
  @CsvSource({
    "python-q, <q, false, 16777216",
    "python-i, <i, false, 16777216",
    "erlang-1, B, false, 255",
    "erlang-2, >H, false, 65535",
    "erlang-4, >I, false, 16777216",
    "dns, >H, false, 65535",
    "kafka, >i, false, 104857600",
    "thrift, >i, false, 16384000",
    "vertx, >i, false, 16777216",
    "chrome, <I, false, 1048576",
    "rsocket, >BH, false, 16777215",
    "mongo, <i, true, 47999996",
    "protobuf, varint, false, 16777216"
  })
  void hasFormatOfItsPeer(String name, String field, boolean countsItself, long limit) {
    assertThat(FramePreset.named(name))
        .map(FramePreset::format)
        .hasValue(new FrameFormat(LengthField.parse(field), limit, countsItself));
  }

  @Test
  void tableAboveIsWhole() {
    assertThat(FramePreset.values()).hasSize(13);
  }

  @ParameterizedTest
  @EnumSource
  void goldenFileIsOfItsFormat(FramePreset preset) {
    GoldenFile file = GoldenFile.read(preset.presetName());

    assertThat(file.about("notation")).isEqualTo(preset.format().lengthField().toString());
    assertThat(file.about("counts-itself"))
        .isEqualTo(preset.format().countsItself() ? "yes" : "no");
    assertThat(file.about("limit")).isEqualTo(Long.toString(preset.format().maxPayloadLength()));
  }

  @ParameterizedTest
  @EnumSource
  void isFoundByItsName(FramePreset preset) {
    assertThat(FramePreset.named(preset.presetName())).hasValue(preset);
    assertThat(preset.peer()).isNotBlank();
  }

  @ParameterizedTest
  @CsvSource({"python", "PYTHON_Q", "python_q", "''"})
  void otherNamesAreUnknown(String name) {
    assertThat(FramePreset.named(name)).isEmpty();
  }
}
