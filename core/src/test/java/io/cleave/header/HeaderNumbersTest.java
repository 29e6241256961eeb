package io.cleave.header;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cleave.testing.FaultLine;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Numbers: kept as they are written, integers only where they are integers: row F7. */
final class HeaderNumbersTest {

  /**
   * A number as it is written.
   *
   * @param text the number
   * @param verdict what a header makes of it
   */
  private record Case(String text, Verdict verdict) {
    @Override
    public String toString() {
      String shown = text.length() > 40 ? text.substring(0, 10) + "... " + text.length() : text;
      return shown + " " + verdict;
    }
  }

  private enum Verdict {
    INTEGER,
    NO_INTEGER,
    REFUSED
  }

  static Stream<Case> cases() {
    Stream<String> integers =
        Stream.of(
            "0",
            "7",
            "-1",
            "123456789012345678",
            "1234567890123456789",
            "9007199254740993",
            "9223372036854775807",
            "-9223372036854775808");
    Stream<String> others =
        Stream.of(
            "-0",
            "0.0",
            "-0.0",
            "1.0",
            "1e3",
            "1E+3",
            "1e-3",
            "1e400",
            "-1e400",
            "1e999999999",
            "-1e999999999",
            "1e-999999999",
            "1e2147483648",
            "1e99999999999999999999999999999",
            "9223372036854775808",
            "-9223372036854775809",
            "18446744073709551616",
            "12345678901234567890123456789012",
            "0.123456789012345678901234567890");
    Stream<String> refused =
        Stream.of(
            "123456789012345678901234567890123",
            "-12345678901234567890123456789012",
            "1e9999999999999999999999999999999",
            "9".repeat(1_000),
            "9".repeat(1_001),
            "9".repeat(60_000),
            "-" + "9".repeat(60_000),
            "0." + "0".repeat(60_000) + "1",
            "1e" + "9".repeat(60_000),
            "1" + "0".repeat(30_000) + "e-" + "9".repeat(30_000));
    return Stream.of(
            integers.map(text -> new Case(text, Verdict.INTEGER)),
            others.map(text -> new Case(text, Verdict.NO_INTEGER)),
            refused.map(text -> new Case(text, Verdict.REFUSED)))
        .flatMap(stream -> stream);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void areTakenAsTheyAreWritten(Case number) {
    String json = "{\"n\":" + number.text() + "}";
    switch (number.verdict()) {
      case INTEGER -> {
        assertThat(Header.parse(json).longValue("n")).isEqualTo(Long.parseLong(number.text()));
        assertThat(Header.parse(json).toJson()).isEqualTo(json);
      }
      case NO_INTEGER -> {
        assertThat(Header.parse(json).toJson()).isEqualTo(json);
        assertThatExceptionOfType(HeaderException.class)
            .isThrownBy(() -> Header.parse(json).longValue("n"))
            .withMessageContaining("(expected: an integer of 64 bits)");
      }
      case REFUSED ->
          assertThatExceptionOfType(HeaderException.class)
              .isThrownBy(() -> Header.parse(json))
              .withMessageMatching("number of \\d+ characters.*|header is too large: .*");
    }
  }

  @Test
  void costNoTimeWhateverTheySay() {
    List<Case> all = cases().toList();
    long slowest = 0;
    for (Case number : all) {
      String json = "{\"n\":" + number.text() + "}";
      slowest = Math.max(slowest, Cpu.of(() -> useEveryWay(json)));
    }
    FaultLine.print("F7", "%s numbers, read every way, slowest %s us", all.size(), slowest / 1_000);
    assertThat(slowest).isLessThan(Cpu.LIMIT);
  }

  /** Everything an application can do with a number. */
  private static void useEveryWay(String json) {
    Header header;
    try {
      header = Header.parse(json);
    } catch (HeaderException e) {
      return;
    }
    assertThat(Header.parse(header.toBytes())).isEqualTo(header);
    Number number = requireNonNull((Number) header.value("n"));
    assertThat(number.intValue() + number.longValue() + number.floatValue()).isNotEqualTo(0.5f);
    for (Runnable read :
        new Runnable[] {
          () -> header.longValue("n"),
          () -> header.intValue("n"),
          () -> header.doubleValue("n"),
          () -> header.bodyLength("n"),
          () -> header.as(Decimal.class),
          () -> header.as(Big.class),
          () -> header.as(Real.class)
        }) {
      try {
        read.run();
      } catch (HeaderException e) {
        assertThat(e.getMessage()).isNotEmpty();
      }
    }
  }

  private record Decimal(java.math.BigDecimal n) {}

  private record Big(java.math.BigInteger n) {}

  private record Real(double n) {}

  @Test
  void areDoublesWithinTheirRange() {
    assertThat(Header.parse("{\"n\":1.50}").doubleValue("n")).isEqualTo(1.5);
    assertThat(Header.parse("{\"n\":3}").doubleValue("n")).isEqualTo(3.0);
    assertThat(Header.parse("{\"n\":-0}").doubleValue("n")).isEqualTo(-0.0);
    assertThat(Header.parse("{\"n\":1e-400}").doubleValue("n")).isZero();
    assertThatExceptionOfType(HeaderException.class)
        .isThrownBy(() -> Header.parse("{\"n\":1e400}").doubleValue("n"))
        .withMessage(
            "n: 1e400 is a number, but no integer (expected: a number within the range of a"
                + " double)");
  }

  @Test
  void areEqualIfTheirTextsAre() {
    assertThat(Header.parse("{\"n\":1.0}")).isNotEqualTo(Header.parse("{\"n\":1}"));
    assertThat(Header.parse("{\"n\":1.0}")).isNotEqualTo(Header.parse("{\"n\":1.00}"));
    assertThat(Header.parse("{\"n\":-0}")).isNotEqualTo(Header.parse("{\"n\":0}"));
    assertThat(Header.parse("{\"n\":1.0}")).isEqualTo(Header.of("n", 1.0));
    assertThat(Header.parse("{\"n\":1.0}")).hasSameHashCodeAs(Header.of("n", 1.0));
  }
}
