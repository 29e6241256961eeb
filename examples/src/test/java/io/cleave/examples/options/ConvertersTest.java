package io.cleave.examples.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class ConvertersTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "200ms, 200",
    "30s, 30000",
    "30 s, 30000",
    "5, 5000",
    "0.5s, 500",
    "1.5m, 90000",
    "2h, 7200000"
  })
  void readsDurations(String text, long millis) {
    assertThat(new DurationText().convert(text)).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "s", "-1s", "1d", "PT1S", "1e3s", "99999999999s"})
  void refusesOtherDurations(String text) {
    assertThatThrownBy(() -> new DurationText().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("30s");
  }

  @ParameterizedTest
  @CsvSource({"1, 1B", "1024, 1KiB", "1025, 1025B", "64MiB, 64MiB", "1024MiB, 1GiB", "7B, 7B"})
  void readsSizes(String text, String shown) {
    assertThat(ByteSize.parse(text)).hasToString(shown);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-1", "1MB", "1.5MiB", "9999999999GiB", "x"})
  void refusesOtherSizes(String text) {
    assertThatThrownBy(() -> ByteSize.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(expected: a ");
  }

  @Test
  void refusesAPathTheLocaleHasDamaged() {
    assertThat(new PathText().convert("a/b c")).isEqualTo(Path.of("a", "b c"));
    assertThatThrownBy(() -> new PathText().convert("\uFFFD\uFFFD.txt"))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("set LC_ALL=C.UTF-8");
  }

  @Test
  void readsCharsetsThatCanBeWritten() {
    assertThat(new CharsetText().convert("gbk").name()).isEqualTo("GBK");
    assertThatThrownBy(() -> new CharsetText().convert("no such"))
        .isInstanceOf(TypeConversionException.class);
    assertThatThrownBy(() -> new CharsetText().convert("ISO-2022-CN")) // Java only reads it
        .isInstanceOf(TypeConversionException.class);
  }
}
