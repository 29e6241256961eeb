package io.cleave.examples.dump;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cleave.examples.options.Framing;
import io.cleave.frame.FrameTooLongException;
import io.cleave.frame.InvalidLengthException;
import io.cleave.frame.TruncatedFrameException;
import io.cleave.header.HeaderException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DumpStreamTest {
  record Case(String title, String framing, String wire, List<String> lines) {
    @Override
    public String toString() {
      return title;
    }
  }

  private static final String PDUN = "{\"name\": \"pdun\", \"age\": \"1\"}";

  static Stream<Case> cases() {
    return Stream.of(
        new Case("two frames", "<i", "02000000 6869 00000000", List.of("0 2 \"hi\"", "6 0 \"\"")),
        new Case("bytes that are no text", ">H", "0002 80ff", List.of("0 2 hex:80ff")),
        new Case("a line end and a quote", "B", "03 0a225c", List.of("0 3 \"\\n\\\"\\\\\"")),
        new Case("a cut character is no text", "B", "02 e4bd", List.of("0 2 hex:e4bd")),
        new Case(
            "64 bytes are all", "B", "40" + "61".repeat(64), List.of("0 64 \"" + a(64) + "\"")),
        new Case("65 are more", "B", "41" + "61".repeat(65), List.of("0 65 \"" + a(64) + "\"…")),
        new Case(
            "the cut goes through a character",
            "B",
            "42" + "61".repeat(63) + "e4bda0",
            List.of("0 66 \"" + a(63) + "\"…")),
        new Case(
            "a long payload that is no text",
            "B",
            "46" + "ff".repeat(70),
            List.of("0 70 hex:" + "ff".repeat(64) + "…")),
        new Case(
            "a varint written too long counts as written",
            "varint",
            "8200 6869 01 61",
            List.of("0 2 \"hi\"", "4 1 \"a\"")),
        new Case("mongo counts itself", "mongo", "06000000 6869", List.of("0 2 \"hi\"")),
        new Case(
            "the dict of the old program",
            "json:<i",
            "1c000000" + hex(PDUN),
            List.of("0 28+0 " + PDUN + " \"\"")),
        new Case(
            "a header as it was written, and a body",
            "json:<q/n",
            "0a00000000000000" + hex("{ \"n\"\n: 2}") + "6869" + "0200000000000000" + hex("{}"),
            List.of("0 10+2 { \"n\" : 2} \"hi\"", "20 2+0 {} \"\"")),
        new Case(
            "an envelope", "rocketmq", "00000008 00000002 7b7d 6869", List.of("0 2+2 {} \"hi\"")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void prints(Case c) {
    assertThat(dump(c.framing(), c.wire(), Integer.MAX_VALUE)).isEqualTo(c.lines());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void printsTheSameWhenBytesComeOneByOne(Case c) {
    assertThat(dump(c.framing(), c.wire(), 1)).isEqualTo(c.lines());
  }

  @Test
  void keepsNothingOfALongBody() {
    List<String> lines = new ArrayList<>();
    DumpStream stream = new DumpStream(Framing.parse("json:B/n"), lines::add);
    byte[] head = "\u0010{\"n\":1073741824}".getBytes(UTF_8);
    stream.feed(head, head.length);
    byte[] chunk = new byte[1 << 20];
    for (int i = 0; i < 1024; i++) {
      assertThat(lines).isEmpty();
      stream.feed(chunk, chunk.length);
    }
    stream.end();
    assertThat(lines).singleElement().asString().startsWith("0 16+1073741824 {").endsWith("…");
  }

  @Test
  void endsAtTheFirstBadByteWithTheAutopsy() {
    List<String> lines = new ArrayList<>();
    DumpStream stream = new DumpStream(Framing.parse(">I"), lines::add);
    byte[] bytes = HexFormat.of().parseHex("00000001" + "61" + hex("GET / HTTP/1.1"));
    assertThatThrownBy(() -> stream.feed(bytes, bytes.length))
        .isInstanceOf(FrameTooLongException.class)
        .hasMessageContaining("is an HTTP client calling?");
    assertThat(lines).containsExactly("0 1 \"a\"");
    assertThat(stream.offset()).isEqualTo(5);
  }

  @Test
  void saysWhatTheEndCutsOff() {
    assertThatThrownBy(() -> dump("<i", "05000000 6869", 100))
        .isInstanceOf(TruncatedFrameException.class)
        .hasMessageContaining("2 bytes, then end of stream (expected: 5)");
    assertThatThrownBy(() -> dump("json:B/n", "07" + hex("{\"n\":2}") + "61", 100))
        .isInstanceOf(TruncatedFrameException.class)
        .hasMessageContaining("body: 1 bytes");
  }

  @Test
  void refusesWhatTheDecodersRefuse() {
    assertThatThrownBy(() -> dump("json:B", "04" + hex("{} x"), 100))
        .isInstanceOf(HeaderException.class);
    assertThatThrownBy(() -> dump("rocketmq", "00000008 01000002 7b7d 6869", 100))
        .isInstanceOf(InvalidLengthException.class);
    assertThatThrownBy(() -> dump("rocketmq", "00000008 00000005 7b7d 6869", 100))
        .isInstanceOf(InvalidLengthException.class);
  }

  private static List<String> dump(String framing, String wire, int step) {
    List<String> lines = new ArrayList<>();
    DumpStream stream = new DumpStream(Framing.parse(framing), lines::add);
    byte[] bytes = HexFormat.of().parseHex(wire.replace(" ", ""));
    for (int start = 0; start < bytes.length; start += step) {
      int length = Math.min(step, bytes.length - start);
      byte[] part = new byte[length];
      System.arraycopy(bytes, start, part, 0, length);
      stream.feed(part, length);
      if (step >= bytes.length) {
        break;
      }
    }
    stream.end();
    return lines;
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(UTF_8));
  }

  private static String a(int count) {
    return "a".repeat(count);
  }
}
