package io.cleave.header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cleave.testing.FaultLine;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The one number a stream hangs on: row F8. */
final class BodyLengthTest {

  /** What a body length is not. */
  static List<String> refused() {
    return List.of(
        "\"12\"",
        "\"\"",
        "\" \"",
        "\"0\"",
        "\"12 \"",
        "\"0x10\"",
        "\"1e3\"",
        "\"-1\"",
        "\"NaN\"",
        "1.0",
        "0.0",
        "1.9",
        "1e3",
        "1E3",
        "1e0",
        "0e0",
        "1.5e1",
        "1e-1",
        "-1.0",
        "1e400",
        "1e999999999",
        "-0",
        "-1",
        "-9223372036854775808",
        "-9223372036854775809",
        "9223372036854775808",
        "18446744073709551615",
        "18446744073709551616",
        "99999999999999999999999",
        "null",
        "true",
        "false",
        "{}",
        "{\"n\":1}",
        "[]",
        "[1]",
        "[[1]]",
        "[null]",
        "01",
        "00",
        "-01",
        "+1",
        "0x10",
        "1_000",
        ".5",
        "1.",
        "NaN",
        "Infinity",
        "",
        "nul");
  }

  @ParameterizedTest(name = "[{0}]")
  @MethodSource("refused")
  void isNothingButAnInteger(String value) {
    String json = "{\"body_size\":" + value + "}";
    assertThatExceptionOfType(HeaderException.class)
        .isThrownBy(() -> Header.parse(json).bodyLength("body_size"));
    assertThatExceptionOfType(HeaderException.class)
        .isThrownBy(() -> Header.parse(json).as(Sized.class));
  }

  @Test
  void isRefusedOnEveryPath() {
    int values = 0;
    int paths = 0;
    for (String value : refused()) {
      String json = "{\"body_size\":" + value + "}";
      values++;
      paths += isRefused(() -> Header.parse(json).bodyLength("body_size")) ? 1 : 0;
      paths += isRefused(() -> Header.parse(json).as(Sized.class)) ? 1 : 0;
      paths += isRefused(() -> Header.parse(json).as(Bean.class)) ? 1 : 0;
    }
    FaultLine.print(
        "F8",
        "%s body lengths by the header, into a record and into a bean: %s refused",
        values,
        paths);
    assertThat(paths).isEqualTo(values * 3);
  }

  private static boolean isRefused(Runnable read) {
    try {
      read.run();
      return false;
    } catch (HeaderException e) {
      return true;
    }
  }

  private record Sized(long body_size) {
    Sized {
      if (body_size < 0) {
        throw new IllegalArgumentException("body_size: " + body_size + " (expected: from 0)");
      }
    }
  }

  static final class Bean {
    private long size;

    public long getBody_size() {
      return size;
    }

    public void setBody_size(long size) {
      if (size < 0) {
        throw new IllegalArgumentException("body_size: " + size + " (expected: from 0)");
      }
      this.size = size;
    }
  }

  @ParameterizedTest
  @ValueSource(
      longs = {0, 1, 2, 1_023, 2_147_483_647L, 2_147_483_648L, 4_294_967_296L, Long.MAX_VALUE})
  void isAnIntegerFromZeroOn(long length) {
    String json = "{\"body_size\": " + length + "}";
    assertThat(Header.parse(json).bodyLength("body_size")).isEqualTo(length);
    assertThat(Header.parse(json).as(Sized.class)).isEqualTo(new Sized(length));
    assertThat(Header.of("body_size", length).bodyLength("body_size")).isEqualTo(length);
  }

  @Test
  void isZeroIfMissing() {
    assertThat(Header.empty().bodyLength("body_size")).isZero();
    assertThat(Header.parse("{\"file_size\":5}").bodyLength("body_size")).isZero();
    assertThat(Header.parse("{\"meta\":{\"body_size\":5}}").bodyLength("body_size")).isZero();
  }

  @Test
  void isRefusedWithASentence() {
    assertSentence("\"12\"", "body_size: \"12\" is a string");
    assertSentence("1.0", "body_size: 1.0 is a number, but no integer");
    assertSentence("-0", "body_size: -0 is a number, but no integer");
    assertSentence("-1", "body_size: -1 is an integer");
    assertSentence(
        "9223372036854775808", "body_size: 9223372036854775808 is an integer beyond 64 bits");
    assertSentence("null", "body_size: null");
    assertSentence("true", "body_size: true is a boolean");
    assertSentence("{}", "body_size: an object");
    assertSentence("[1]", "body_size: a list");
  }

  private static void assertSentence(String value, String found) {
    Header header = Header.parse("{\"body_size\":" + value + "}");
    assertThatExceptionOfType(HeaderException.class)
        .isThrownBy(() -> header.bodyLength("body_size"))
        .withMessage(found + " (expected: an integer, 0..9223372036854775807)");
  }
}
