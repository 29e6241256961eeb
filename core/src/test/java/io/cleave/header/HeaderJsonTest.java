package io.cleave.header;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cleave.testing.FaultLine;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Which bytes are a header: malformed JSON and encodings, row F4. */
final class HeaderJsonTest {

  private static final int SMALL_STACK = 256 << 10;

  static Stream<Vector> vectors() {
    return Stream.concat(Vector.json(), Vector.encodings());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void takesWhatIsStrictAndRefusesTheRest(Vector vector) {
    if (vector.accepted()) {
      Header header = Header.parse(vector.bytes());
      assertThat(Header.parse(header.toBytes())).isEqualTo(header);
    } else {
      assertThatExceptionOfType(HeaderException.class)
          .isThrownBy(() -> Header.parse(vector.bytes()));
    }
  }

  @ParameterizedTest
  @EnumSource(Source.class)
  void readsTheSameFromEverySource(Source source) {
    vectors()
        .forEach(
            vector -> {
              if (vector.accepted()) {
                assertThat(source.parse(vector.bytes()))
                    .as(vector.name())
                    .isEqualTo(Header.parse(vector.bytes()));
              } else {
                assertThatExceptionOfType(HeaderException.class)
                    .as(vector.name())
                    .isThrownBy(() -> source.parse(vector.bytes()));
              }
            });
  }

  @Test
  void needsNoDeepStack() throws Exception {
    FutureTask<Integer> work = new FutureTask<>(HeaderJsonTest::refusals);
    new Thread(null, work, "small stack", SMALL_STACK).start();
    int refused = work.get();
    List<Vector> all = vectors().toList();
    long malformed = all.stream().filter(vector -> !vector.accepted()).count();
    assertThat(refused).isEqualTo((int) malformed);
    FaultLine.print(
        "F4",
        "%s headers, %s of them with encodings, %s of %s malformed ones refused, stack %s KiB, 0"
            + " overflows",
        all.size(),
        Vector.encodings().count(),
        refused,
        malformed,
        SMALL_STACK >> 10);
  }

  private static int refusals() {
    int refused = 0;
    for (Vector vector : vectors().toList()) {
      try {
        assertThat(Header.parse(vector.bytes()).toBytes()).isNotEmpty();
      } catch (HeaderException e) {
        refused++;
      }
    }
    return refused;
  }

  @Test
  void saysWhatIsWrongAndWhere() {
    assertSentence("", "header of 0 bytes (expected: 2..65536)");
    assertSentence("   ", "header of white space alone (expected: a JSON object)");
    assertSentence(
        " [1]", "header that starts with \"[\" (expected: a JSON object, \"{\"), at byte 1");
    assertSentence(
        "\ufeff{}",
        "header with a byte order mark of UTF-8 (expected: UTF-8 without one), at byte 0");
    assertSentence(
        "{\"a\":1\0}", "header with a NUL byte: UTF-16 or UTF-32? (expected: UTF-8), at byte 6");
    assertSentence(
        "{\"你\":1,\"你\":2}",
        "header is no strict JSON: duplicate Object property \"你\", at byte 14");
    assertSentence(
        "{\"你\":1,\"a\":\"\\ud800\"}",
        "half of a surrogate pair in \"\\uD800\" (expected: both), at byte 13");
    assertSentence("{} {}", "header with more behind its object (expected: its end), at byte 3");
    assertSentence(
        "{\"a\":1",
        "header is no strict JSON: unexpected end-of-input: expected close marker for Object"
            + ", at byte 6");
  }

  @Test
  void namesTheByteThatIsNoUtf8() {
    byte[] bytes = "{\"a\":\"??\"}".getBytes(UTF_8);
    bytes[6] = (byte) 0xC0;
    bytes[7] = (byte) 0xAE;
    assertThatExceptionOfType(HeaderException.class)
        .isThrownBy(() -> Header.parse(bytes))
        .withMessage(
            "header with byte 0xC0, which is no UTF-8 there (expected: strict UTF-8), at byte 6")
        .satisfies(e -> assertThat(e.offset()).isEqualTo(6));
  }

  @Test
  void showsNothingOfJackson() {
    for (Vector vector : vectors().filter(vector -> !vector.accepted()).toList()) {
      assertThatExceptionOfType(HeaderException.class)
          .isThrownBy(() -> Header.parse(vector.bytes()))
          .satisfies(
              e ->
                  assertThat(e.getMessage())
                      .as(vector.name())
                      .doesNotContain(
                          "Source", "jackson", "`J", "`S", "StreamRead", "Feature", "start marker")
                      .matches("\\P{Cntrl}+"));
    }
  }

  @Test
  void refusesHalfOfAPairInText() {
    assertThatExceptionOfType(HeaderException.class)
        .isThrownBy(() -> Header.parse("{\"a\":\"\ud800\"}"))
        .withMessage("header with a lone surrogate at character 6 (expected: a pair)");
  }

  private static void assertSentence(String json, String sentence) {
    assertThatExceptionOfType(HeaderException.class)
        .isThrownBy(() -> Header.parse(json))
        .withMessage(sentence);
  }
}
