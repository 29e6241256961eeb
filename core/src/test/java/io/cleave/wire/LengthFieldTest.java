package io.cleave.wire;

import static io.cleave.testing.WireAssert.assertThatFrame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cleave.testing.GoldenFile;
import io.cleave.testing.Hex;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LengthFieldTest {

  /** A line of the table in the class comment: the text, its width, its largest value, and 3. */
  record Case(String text, int bytes, long largest, String three) {
    @Override
    public String toString() {
      return text;
    }
  }

  static List<Case> cases() {
    return List.of(
        new Case("b", 1, 127, "03"),
        new Case("B", 1, 255, "03"),
        new Case("<h", 2, 32_767, "0300"),
        new Case(">h", 2, 32_767, "0003"),
        new Case("<H", 2, 65_535, "0300"),
        new Case(">H", 2, 65_535, "0003"),
        new Case("<HB", 3, 16_777_215, "030000"),
        new Case(">BH", 3, 16_777_215, "000003"),
        new Case("<i", 4, 2_147_483_647L, "03000000"),
        new Case(">i", 4, 2_147_483_647L, "00000003"),
        new Case("<I", 4, 4_294_967_295L, "03000000"),
        new Case(">I", 4, 4_294_967_295L, "00000003"),
        new Case("<q", 8, Long.MAX_VALUE, "0300000000000000"),
        new Case(">q", 8, Long.MAX_VALUE, "0000000000000003"),
        new Case("<Q", 8, Long.MAX_VALUE, "0300000000000000"),
        new Case(">Q", 8, Long.MAX_VALUE, "0000000000000003"),
        new Case("varint", 5, 2_147_483_647L, "03"));
  }

  static List<GoldenFile> golden() {
    return List.of(
            "int8 uint8 int16-le int16-be uint16-le uint16-be uint24-le uint24-be int32-le int32-be"
                .concat(" uint32-le uint32-be int64-le int64-be uint64-le uint64-be varint")
                .split(" ", -1))
        .stream()
        .map(GoldenFile::read)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void saysWhatItsTextSays(Case c) {
    LengthField field = LengthField.parse(c.text());

    assertThat(field.width().maxBytes()).isEqualTo(c.bytes());
    assertThat(field.maxValue()).isEqualTo(c.largest());
    ByteBuf three = Unpooled.buffer();
    field.write(three, 3);
    assertThatFrame(three).isWire(c.three());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void printsWhatItParses(Case c) {
    LengthField field = LengthField.parse(c.text());

    assertThat(field).hasToString(c.text());
    assertThat(LengthField.parse(field.toString())).isEqualTo(field);
  }

  @ParameterizedTest
  @MethodSource("golden")
  void readsAndWritesWhatPythonPacks(GoldenFile file) {
    LengthField field = LengthField.parse(file.about("notation"));

    for (GoldenFile.Row row : file.accepted()) {
      long value = row.number("value");
      byte[] frame = row.bytes("frame");
      ByteBuf in = Unpooled.wrappedBuffer(frame);

      int length = field.lengthAt(in, 0, frame.length);

      assertThat(length).as("length of %s", value).isEqualTo(field.lengthOf(value)).isPositive();
      assertThat(field.read(in, 0)).isEqualTo(value);
      ByteBuf out = Unpooled.buffer();
      field.write(out, value);
      assertThatFrame(out).isWire(Hex.of(in.slice(0, length)));
    }
  }

  @ParameterizedTest
  @MethodSource("golden")
  void readsWhatIsNoLengthAsNegative(GoldenFile file) {
    LengthField field = LengthField.parse(file.about("notation"));

    for (GoldenFile.Row row : file.refused()) {
      ByteBuf in = Unpooled.wrappedBuffer(row.bytes("frame"));
      assertThat(field.read(in, 0)).as("%s", row).isNegative();
    }
  }

  @ParameterizedTest
  @MethodSource("golden")
  void isIncompleteUntilItsLastByte(GoldenFile file) {
    LengthField field = LengthField.parse(file.about("notation"));

    for (GoldenFile.Row row : file.accepted()) {
      ByteBuf in = Unpooled.wrappedBuffer(Hex.bytes("ff80"), row.bytes("frame"));
      int length = field.lengthOf(row.number("value"));
      for (int came = 0; came < length; came++) {
        assertThat(field.lengthAt(in, 2, 2 + came)).as("%s bytes of %s", came, row).isZero();
      }
      assertThat(field.lengthAt(in, 2, 2 + length)).isEqualTo(length);
      assertThat(field.read(in, 2)).isEqualTo(row.number("value"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "!H, >H", "!i, >i", "!BH, >BH", "q, <q", "Q, <Q", "i, <i", "H, <H", "HB, <HB", "=i, <i",
    "=Q, <Q", "@q, <q", "@h, <h", "<l, <i", ">l, >i", "!l, >i", "=l, <i", "<L, <I", ">L, >I",
    "<b, b", ">b, b", "<B, B", "!B, B", "=HB, <HB"
  })
  void readsOtherSpellings(String text, String canonical) {
    assertThat(LengthField.parse(text)).hasToString(canonical);
  }

  @ParameterizedTest
  @ValueSource(strings = {"l", "L", "@l", "@L"})
  void refusesNativeLongWithReason(String text) {
    assertThatThrownBy(() -> LengthField.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("lengthField: " + text + " (expected: a length field; ")
        .hasMessageContaining("8 bytes on Linux and macOS and 4 on Windows")
        .hasMessageContaining(text.endsWith("l") ? "write q or i" : "write Q or I");
  }

  @ParameterizedTest
  @ValueSource(strings = {"iq", "<iq", "qq", "<HBB", "bH"})
  void refusesSeveralCodesWithWordAboutPadding(String text) {
    assertThatThrownBy(() -> LengthField.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("padding");
  }

  @ParameterizedTest
  @ValueSource(strings = {"<BH", ">HB", "BH", "!HB"})
  void refusesThreeBytesInMixedOrder(String text) {
    assertThatThrownBy(() -> LengthField.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("three bytes are <HB or >BH");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<", "x", "3s", " <q", "<q ", "<<q", "VARINT", "<varint", "f", "4"})
  void refusesWhatIsNoLengthField(String text) {
    assertThatThrownBy(() -> LengthField.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("understood are b B <h >h");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void writesNothingItCannotSay(Case c) {
    LengthField field = LengthField.parse(c.text());
    ByteBuf out = Unpooled.buffer();

    assertThatThrownBy(() -> field.write(out, -1)).isInstanceOf(IllegalArgumentException.class);
    if (c.largest() < Long.MAX_VALUE) {
      assertThatThrownBy(() -> field.write(out, c.largest() + 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "length: %s (expected: 0..%s for %s)", c.largest() + 1, c.largest(), c.text());
    }

    assertThat(out.readableBytes()).isZero();
  }

  @Test
  void readsVarintInAnyLength() {
    for (GoldenFile.Row row : GoldenFile.read("varint-long").rows()) {
      ByteBuf in = Unpooled.wrappedBuffer(row.bytes("frame"));
      LengthField field = LengthField.parse("varint");
      assertThat(field.read(in, 0)).isEqualTo(row.number("value"));
      assertThat(field.lengthAt(in, 0, in.writerIndex())).isEqualTo(in.readableBytes() - 3);
    }
  }

  @Test
  void fieldsOfSameBytesAreEqual() {
    assertThat(LengthField.parse("<B")).isEqualTo(LengthField.parse(">B"));
    assertThat(new LengthField(LengthWidth.VARINT, ByteOrder.LITTLE_ENDIAN, false))
        .isEqualTo(LengthField.parse("varint"));
    assertThat(LengthField.littleEndian(LengthWidth.FOUR_BYTES)).hasToString("<I");
    assertThat(LengthField.bigEndian(LengthWidth.THREE_BYTES)).hasToString(">BH");
  }

  @Test
  void refusesSignWhereNoCodeHasOne() {
    assertThatThrownBy(() -> new LengthField(LengthWidth.THREE_BYTES, ByteOrder.BIG_ENDIAN, true))
        .hasMessage("signed: true (expected: false for THREE_BYTES)");
    assertThatThrownBy(() -> new LengthField(LengthWidth.VARINT, ByteOrder.BIG_ENDIAN, true))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
