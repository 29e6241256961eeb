package io.cleave.benchmarks.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The middle, the spread, and how both are written. */
class MedianTest {
  @Test
  void oddNumberOfValuesHasOneInTheMiddle() {
    assertThat(Median.of(List.of(3.0, 100.0, 1.0))).isEqualTo(new Median(3, 49.5));
  }

  @Test
  void evenNumberHasTwo() {
    assertThat(Median.of(List.of(4.0, 1.0, 2.0, 100.0)).value()).isEqualTo(3);
  }

  @Test
  void noValuesHaveNone() {
    assertThatThrownBy(() -> Median.of(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("values: none (expected: one or more)");
  }

  @ParameterizedTest
  @CsvSource({"0.5,0.50", "17.64,17.6", "222.7,223", "43210,43 k", "2345678,2.35 M"})
  void numbersHaveTheDigitsThatCount(double value, String text) {
    assertThat(Median.number(value)).isEqualTo(text);
  }
}
