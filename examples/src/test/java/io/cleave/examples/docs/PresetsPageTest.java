package io.cleave.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.message.MessageFormat;
import io.cleave.message.MessageLayout;
import io.cleave.wire.FrameFormat;
import io.cleave.wire.FramePreset;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PresetsPageTest {
  private final Page page = Page.read("docs/reference/presets.md");

  @Test
  void tableIsWhatTheCodeSays() {
    List<List<String>> rows =
        page.table("name").stream().map(row -> row.subList(0, row.size() - 1)).toList();
    assertThat(rows)
        .isEqualTo(Arrays.stream(FramePreset.values()).map(PresetsPageTest::row).toList());
  }

  private static List<String> row(FramePreset preset) {
    FrameFormat format = preset.format();
    return List.of(
        "`" + preset.presetName() + "`",
        "`" + format.lengthField() + "`",
        format.countsItself() ? "yes" : "no",
        String.valueOf(format.maxPayloadLength()));
  }

  @Test
  void everyRowNamesItsPeer() {
    assertThat(page.table("name")).allSatisfy(row -> assertThat(row.get(4)).isNotEmpty());
  }

  @Test
  void rocketMqIsAnEnvelopeOfThoseLengths() {
    MessageLayout.Envelope envelope = (MessageLayout.Envelope) MessageFormat.ROCKETMQ.layout();
    assertThat(String.join(" ", page.lines()))
        .contains("`" + MessageFormat.ROCKETMQ.lengthField() + "` outside")
        .contains("(at most " + envelope.maxTotalLength() + ")")
        .contains("a header length `" + envelope.headerLengthField() + "`");
  }
}
