package io.cleave.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cleave.header.HeaderLimits;
import io.cleave.message.MessageAggregator;
import io.cleave.message.MessageFormat;
import io.cleave.wire.FrameFormat;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

final class LimitsPageTest {
  /** Numbers that are no limit and no default. */
  private static final Set<String> OTHER =
      Set.of("HeaderException.NO_OFFSET", "Body.UNKNOWN_LENGTH", "ReceivedBody.UNKNOWN_LENGTH");

  private static final FrameFormat FRAME = FrameFormat.of(">I");
  private static final MessageFormat MESSAGE = MessageFormat.of("<q");
  private static final HeaderLimits HEADER = HeaderLimits.DEFAULT;

  private static final Map<String, LongConsumer> SETTINGS =
      Map.ofEntries(
          Map.entry("FrameFormat.withMaxPayloadLength", FRAME::withMaxPayloadLength),
          Map.entry("MessageFormat.withMaxBodyLength", MESSAGE::withMaxBodyLength),
          Map.entry(
              "MessageFormat.withWholeBodyLength",
              value -> MESSAGE.withWholeBodyLength(Math.toIntExact(value))),
          Map.entry("MessageAggregator", value -> new MessageAggregator(Math.toIntExact(value))),
          Map.entry("HeaderLimits.withMaxLength", value -> HEADER.withMaxLength((int) value)),
          Map.entry("HeaderLimits.withMaxDepth", value -> HEADER.withMaxDepth((int) value)),
          Map.entry("HeaderLimits.withMaxTokens", value -> HEADER.withMaxTokens((int) value)),
          Map.entry(
              "HeaderLimits.withMaxNumberLength", value -> HEADER.withMaxNumberLength((int) value)),
          Map.entry(
              "HeaderLimits.withMaxNameLength", value -> HEADER.withMaxNameLength((int) value)),
          Map.entry(
              "HeaderLimits.withMaxStringLength",
              value -> HEADER.withMaxStringLength((int) value)));

  private final Page page = Page.read("docs/reference/limits-and-defaults.md");

  @Test
  void everyConstantHasTheValueOfTheCode() {
    for (List<String> row : page.table("constant")) {
      String expression = row.get(0).replace("`", "");
      assertThat(row.get(1)).as(expression).isEqualTo(Expression.shown(expression));
    }
  }

  @Test
  void everyPublicConstantIsListed() {
    List<String> listed =
        page.table("constant").stream().map(row -> row.get(0).replace("`", "")).toList();
    List<String> constants =
        Exported.classes().stream()
            .filter(type -> Modifier.isPublic(type.getModifiers()))
            .flatMap(type -> Expression.publicConstants(type).stream())
            .filter(constant -> !OTHER.contains(constant))
            .toList();
    assertThat(listed).containsAll(constants);
  }

  @Test
  void everySettingTakesWhatThePageSaysAndNoMore() {
    List<List<String>> rows = page.table("set by");
    assertThat(rows.stream().map(row -> row.get(0).replace("`", "")))
        .containsExactlyInAnyOrderElementsOf(SETTINGS.keySet());
    for (List<String> row : rows) {
      String setting = row.get(0).replace("`", "");
      String[] borders =
          row.get(1).replace(" ", "").replace("2^63-1", "" + Long.MAX_VALUE).split("\\.\\.", -1);
      long from = Long.parseLong(borders[0]);
      long to = Long.parseLong(borders[1]);
      LongConsumer set = SETTINGS.get(setting);
      assertThatCode(() -> set.accept(from)).as(setting).doesNotThrowAnyException();
      assertThatCode(() -> set.accept(to)).as(setting).doesNotThrowAnyException();
      assertThatIllegalArgumentException().as(setting).isThrownBy(() -> set.accept(from - 1));
      if (to < Long.MAX_VALUE) {
        assertThatIllegalArgumentException().as(setting).isThrownBy(() -> set.accept(to + 1));
      }
    }
  }
}
