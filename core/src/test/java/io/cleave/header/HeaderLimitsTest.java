package io.cleave.header;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every limit at its border, on the way in and on the way out. */
final class HeaderLimitsTest {

  /** The largest that a limit allows, and the smallest it does not. */
  private record Border(
      String title, HeaderLimits limits, Header fits, Header tooLarge, String words) {
    @Override
    public String toString() {
      return title;
    }
  }

  static List<Border> borders() {
    HeaderLimits d = HeaderLimits.DEFAULT;
    return List.of(
        new Border(
            "length",
            d.withMaxLength(10),
            text(2),
            text(3),
            "header of 11 bytes (expected: 2..10)"),
        new Border("two bytes", d.withMaxLength(2), Header.empty(), text(0), "header of 8 bytes"),
        new Border("depth", d.withMaxDepth(2), lists(1), lists(2), "nesting depth (3)"),
        new Border("tokens", d, list(2_043), list(2_044), "token"),
        new Border("tokens of objects", d.withMaxTokens(4), text(1), lists(1), "token"),
        new Border("number", d, number(32), number(33), "32"),
        new Border(
            "minus counts", d.withMaxNumberLength(2), Header.of("a", -1), Header.of("a", -10), "2"),
        new Border(
            "short numbers", d.withMaxNumberLength(1), Header.of("a", 9), Header.of("a", 10), "1"),
        new Border("name", d, name("x", 128), name("x", 129), "128"),
        new Border(
            "name of two bytes",
            d,
            name("é", 64),
            name("é", 65),
            "name of 130 bytes (expected: at most 128)"),
        new Border(
            "name of three bytes",
            d,
            name("名", 42),
            name("名", 43),
            "name of 129 bytes (expected: at most 128)"),
        new Border(
            "name of four bytes",
            d,
            name("😀", 32),
            name("😀", 33),
            "name of 132 bytes (expected: at most 128)"),
        new Border("string", d, text(8_192), text(8_193), "8192"),
        new Border(
            "string of two bytes",
            d,
            string("é", 4_096),
            string("é", 4_097),
            "string of 8194 bytes (expected: at most 8192)"),
        new Border(
            "string of four bytes",
            d,
            string("😀", 2_048),
            string("😀", 2_049),
            "string of 8196 bytes (expected: at most 8192)"),
        new Border(
            "escapes count once", d, string("\u0001", 8_192), string("\u0001", 8_193), "8192"),
        new Border("no strings", d.withMaxStringLength(0), text(0), text(1), "0"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("borders")
  void holdForReading(Border border) {
    assertThat(Header.parse(border.fits().toBytes(), border.limits())).isEqualTo(border.fits());
    assertThatExceptionOfType(HeaderException.class)
        .isThrownBy(() -> Header.parse(border.tooLarge().toBytes(), border.limits()))
        .withMessageContaining(border.words());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("borders")
  void holdForJacksonAlone(Border border) {
    byte[] fits = border.fits().toBytes();
    byte[] tooLarge = border.tooLarge().toBytes();
    assertThat(JacksonReader.read(fits, 0, fits.length, border.limits())).isEqualTo(border.fits());
    if (tooLarge.length <= border.limits().maxLength()) {
      assertThatExceptionOfType(HeaderException.class)
          .isThrownBy(() -> JacksonReader.read(tooLarge, 0, tooLarge.length, border.limits()));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("borders")
  void holdForWritingBeforeAByteIsWritten(Border border) {
    ByteBuf out = Unpooled.buffer();
    assertThatExceptionOfType(HeaderException.class)
        .isThrownBy(() -> border.tooLarge().writeTo(out, border.limits()))
        .withMessageContaining("expected: ");
    assertThat(out.writerIndex()).isZero();
    border.fits().writeTo(out, border.limits());
    assertThat(Header.parse(out, border.limits())).isEqualTo(border.fits());
    out.release();
  }

  @Test
  void countEscapedTextAsTheTextItIs() {
    String escaped = "{\"a\":\"" + "\\u0061".repeat(8_192) + "\"}";
    assertThat(Header.parse(escaped)).isEqualTo(Header.of("a", "a".repeat(8_192)));
    String longer = "{\"a\":\"" + "\\u0061".repeat(8_193) + "\"}";
    assertThatExceptionOfType(HeaderException.class).isThrownBy(() -> Header.parse(longer));
    String name = "{\"" + "\\u00e9".repeat(64) + "\":1}";
    assertThat(Header.parse(name)).isEqualTo(name("é", 64));
    String longerName = "{\"" + "\\u00e9".repeat(65) + "\":1}";
    assertThatExceptionOfType(HeaderException.class).isThrownBy(() -> Header.parse(longerName));
  }

  @Test
  void countWhiteSpaceIntoTheLength() {
    HeaderLimits ten = HeaderLimits.DEFAULT.withMaxLength(10);
    assertThat(Header.parse("    {}    ", ten)).isEqualTo(Header.empty());
    assertThatExceptionOfType(HeaderException.class)
        .isThrownBy(() -> Header.parse("     {}    ", ten))
        .withMessage("header of 11 bytes (expected: 2..10)");
  }

  @Test
  void reachSixteenMebibytes() {
    HeaderLimits wide = HeaderLimits.WIDEST;
    byte[] json = ("{\"a\":\"" + "x".repeat((16 << 20) - 8) + "\"}").getBytes(UTF_8);
    assertThat(json).hasSize(16 << 20);
    assertThat(Header.parse(json, wide).text("a")).hasSize((16 << 20) - 8);
    assertThat(JacksonReader.read(json, 0, json.length, wide).text("a")).hasSize((16 << 20) - 8);
    byte[] longer = (new String(json, UTF_8) + " ").getBytes(UTF_8);
    assertThatExceptionOfType(HeaderException.class).isThrownBy(() -> Header.parse(longer, wide));
  }

  @Test
  void areCheckedWhenTheyAreMade() {
    HeaderLimits d = HeaderLimits.DEFAULT;
    assertRefused(() -> d.withMaxLength(1), "maxLength: 1 (expected: 2..16777216)");
    assertRefused(
        () -> d.withMaxLength((16 << 20) + 1), "maxLength: 16777217 (expected: 2..16777216)");
    assertRefused(() -> d.withMaxDepth(0), "maxDepth: 0 (expected: 1..64)");
    assertRefused(() -> d.withMaxDepth(65), "maxDepth: 65 (expected: 1..64)");
    assertRefused(() -> d.withMaxTokens(1), "maxTokens: 1 (expected: 2..16777216)");
    assertRefused(() -> d.withMaxNumberLength(0), "maxNumberLength: 0 (expected: 1..1000)");
    assertRefused(() -> d.withMaxNumberLength(1_001), "maxNumberLength: 1001 (expected: 1..1000)");
    assertRefused(() -> d.withMaxNameLength(0), "maxNameLength: 0 (expected: 1..65536)");
    assertRefused(() -> d.withMaxStringLength(-1), "maxStringLength: -1 (expected: 0..16777216)");
  }

  @Test
  void areThoseOfTheReferencePage() {
    assertThat(HeaderLimits.DEFAULT).isEqualTo(new HeaderLimits(65_536, 16, 2_048, 32, 128, 8_192));
    assertThat(
            HeaderLimits.DEFAULT
                .withMaxLength(2)
                .withMaxDepth(3)
                .withMaxTokens(4)
                .withMaxNumberLength(5)
                .withMaxNameLength(6)
                .withMaxStringLength(7))
        .isEqualTo(new HeaderLimits(2, 3, 4, 5, 6, 7));
  }

  private static void assertRefused(Runnable maker, String sentence) {
    assertThatIllegalArgumentException().isThrownBy(maker::run).withMessage(sentence);
  }

  /** {"a":"xxx"}: 8 bytes and the text. */
  private static Header text(int length) {
    return string("x", length);
  }

  private static Header string(String character, int count) {
    return Header.of("a", character.repeat(count));
  }

  private static Header name(String character, int count) {
    return Header.of(character.repeat(count), 1);
  }

  private static Header number(int digits) {
    return Header.parse("{\"a\":" + "1".repeat(digits) + "}", HeaderLimits.WIDEST);
  }

  /** Five tokens, and one for each element. */
  private static Header list(int elements) {
    return Header.of("a", Collections.nCopies(elements, 1));
  }

  /** Lists inside each other inside the header. */
  private static Header lists(int depth) {
    Object list = List.of();
    for (int i = 1; i < depth; i++) {
      list = List.of(list);
    }
    return Header.of("a", list);
  }
}
