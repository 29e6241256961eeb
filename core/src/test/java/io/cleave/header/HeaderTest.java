package io.cleave.header;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.cleave.testing.TrackedAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The value: making, reading, deriving, comparing, writing. */
final class HeaderTest {

  private static final Header MIXED =
      Header.parse(
          "{\"text\":\"hi\",\"n\":5,\"big\":5000000000,\"pi\":3.14,\"yes\":true,\"nothing\":null,"
              + "\"object\":{\"a\":1},\"list\":[1,\"x\",null,{}]}");

  @Test
  void readsThePictureOfItsComment() {
    Header header = Header.of("file_name", "hi.txt", "file_size", 2);
    assertThat(header.toJson()).isEqualTo("{\"file_name\":\"hi.txt\",\"file_size\":2}");
    assertThat(header.text("file_name")).isEqualTo("hi.txt");
    assertThat(header.longValue("file_size")).isEqualTo(2);
    assertThat(header.longValue("offset", 0)).isZero();
    assertThat(header.with("file_size", 3).toJson())
        .isEqualTo("{\"file_name\":\"hi.txt\",\"file_size\":3}");
  }

  @Test
  void readsEveryType() {
    assertThat(MIXED.text("text")).isEqualTo("hi");
    assertThat(MIXED.intValue("n")).isEqualTo(5);
    assertThat(MIXED.longValue("big")).isEqualTo(5_000_000_000L);
    assertThat(MIXED.doubleValue("pi")).isEqualTo(3.14);
    assertThat(MIXED.flag("yes")).isTrue();
    assertThat(MIXED.isNull("nothing")).isTrue();
    assertThat(MIXED.object("object")).isEqualTo(Header.of("a", 1));
    assertThat(MIXED.list("list")).containsExactly(1L, "x", null, Header.empty());
    assertThat(MIXED.size()).isEqualTo(8);
    assertThat(MIXED.names())
        .containsExactly("text", "n", "big", "pi", "yes", "nothing", "object", "list");
  }

  @Test
  void readsDefaultsForWhatIsMissing() {
    assertThat(MIXED.text("none", "d")).isEqualTo("d");
    assertThat(MIXED.intValue("none", 1)).isEqualTo(1);
    assertThat(MIXED.longValue("none", 2)).isEqualTo(2);
    assertThat(MIXED.doubleValue("none", 3)).isEqualTo(3);
    assertThat(MIXED.flag("none", true)).isTrue();
    assertThat(MIXED.object("none", Header.empty())).isEqualTo(Header.empty());
    assertThat(MIXED.text("text", "d")).isEqualTo("hi");
    assertThat(MIXED.intValue("n", 1)).isEqualTo(5);
    assertThat(MIXED.longValue("n", 1)).isEqualTo(5);
    assertThat(MIXED.doubleValue("n", 1)).isEqualTo(5);
    assertThat(MIXED.flag("yes", false)).isTrue();
    assertThat(MIXED.object("object", Header.empty()).size()).isEqualTo(1);
  }

  @Test
  void tellsNullFromMissing() {
    assertThat(MIXED.has("nothing")).isTrue();
    assertThat(MIXED.value("nothing")).isNull();
    assertThat(MIXED.has("none")).isFalse();
    assertThat(MIXED.isNull("none")).isFalse();
    assertThat(MIXED.value("none")).isNull();
    assertThatExceptionOfType(HeaderException.class)
        .isThrownBy(() -> MIXED.text("nothing", "d"))
        .withMessage("nothing: null (expected: a string)");
  }

  @Test
  void saysWhatItFoundInstead() {
    assertSentence(() -> MIXED.text("n"), "n: 5 is an integer (expected: a string)");
    assertSentence(() -> MIXED.text("none"), "none: missing (expected: a string)");
    assertSentence(() -> MIXED.text("object"), "object: an object (expected: a string)");
    assertSentence(
        () -> MIXED.longValue("text"),
        "text: \"hi\" is a string (expected: an integer of 64 bits)");
    assertSentence(
        () -> MIXED.longValue("yes"), "yes: true is a boolean (expected: an integer of 64 bits)");
    assertSentence(
        () -> MIXED.longValue("pi"),
        "pi: 3.14 is a number, but no integer (expected: an integer of 64 bits)");
    assertSentence(
        () -> MIXED.intValue("big"),
        "big: 5000000000 is an integer (expected: an integer of 32 bits)");
    assertSentence(
        () -> MIXED.doubleValue("list"),
        "list: a list (expected: a number within the range of a double)");
    assertSentence(() -> MIXED.flag("n"), "n: 5 is an integer (expected: true or false)");
    assertSentence(() -> MIXED.object("list"), "list: a list (expected: an object)");
    assertSentence(() -> MIXED.list("object"), "object: an object (expected: a list)");
  }

  private static void assertSentence(Runnable read, String sentence) {
    assertThatExceptionOfType(HeaderException.class).isThrownBy(read::run).withMessage(sentence);
  }

  @Test
  void takesEveryKindOfValue() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("x", 1);
    map.put("y", null);
    Header header =
        Header.of("string", "s", "int", 1, "long", 2L, "short", (short) 3, "byte", (byte) 4)
            .with("big", BigInteger.TWO.pow(70))
            .with("small", BigInteger.TEN)
            .with("decimal", new BigDecimal("1.50"))
            .with("double", 2.5)
            .with("float", 0.1f)
            .with("boolean", false)
            .with("null", null)
            .with("header", Header.of("a", 1))
            .with("map", map)
            .with("list", Arrays.asList(1, null, List.of()))
            .with("ints", new int[] {1, 2})
            .with("strings", new String[] {"a"});
    assertThat(header.toJson())
        .isEqualTo(
            "{\"string\":\"s\",\"int\":1,\"long\":2,\"short\":3,\"byte\":4,"
                + "\"big\":1180591620717411303424,\"small\":10,\"decimal\":1.50,\"double\":2.5,"
                + "\"float\":0.1,\"boolean\":false,\"null\":null,\"header\":{\"a\":1},"
                + "\"map\":{\"x\":1,\"y\":null},\"list\":[1,null,[]],\"ints\":[1,2],\"strings\":[\"a\"]}");
    assertThat(Header.parse(header.toJson())).isEqualTo(header);
  }

  @Test
  void refusesOtherValues() {
    String words =
        " (expected: a string, boolean, finite number, null, Header, Map, List or array)";
    assertUnfit(() -> Header.of("a", 'c'), "a: Character" + words);
    assertUnfit(() -> Header.of("a", new byte[1]), "a: byte[]" + words);
    assertUnfit(() -> Header.of("a", Double.NaN), "a: NaN" + words);
    assertUnfit(() -> Header.of("a", Float.POSITIVE_INFINITY), "a: Infinity" + words);
    assertUnfit(() -> Header.of("a", List.of(1, new Object())), "a[1]: Object" + words);
    assertUnfit(() -> Header.of("a", Map.of("b", new Object())), "b: Object" + words);
    assertUnfit(() -> Header.of("a", Map.of(1, 2)), "a: a map with other keys (expected: strings)");
    assertUnfit(
        () -> Header.of("a", "x\udc00"),
        "a: a lone surrogate at 1 (expected: text that UTF-8 can write)");
    assertUnfit(
        () -> Header.of("\ud800", 1),
        "\\uD800: a lone surrogate at 0 (expected: text that UTF-8 can write)");
    assertUnfit(
        () -> Header.of("a", List.of("\ud800")),
        "a[0]: a lone surrogate at 0 (expected: text that UTF-8 can write)");
    assertUnfit(
        () -> Header.of("a", Map.of("\ud800", 1)),
        "a: a lone surrogate at 0 (expected: text that UTF-8 can write)");
  }

  @Test
  void refusesUnevenOrRepeatedNames() {
    assertUnfit(
        () -> Header.of("a", 1, "b"),
        "more: 1 names and values (expected: a value behind each name)");
    assertUnfit(() -> Header.of("a", 1, 2, 3), "more: 2 (expected: a name)");
    assertUnfit(() -> Header.of("a", 1, "a", 2), "a: twice (expected: once)");
    IdentityHashMap<String, Object> sameTwice = new IdentityHashMap<>();
    sameTwice.put("a", 1);
    sameTwice.put(String.valueOf(new char[] {'a'}), 2);
    assertThat(sameTwice).hasSize(2);
    assertUnfit(() -> Header.from(sameTwice), "a: twice (expected: once)");
  }

  private static void assertUnfit(Runnable maker, String sentence) {
    assertThatIllegalArgumentException().isThrownBy(maker::run).withMessage(sentence);
  }

  @Test
  @SuppressWarnings("NullAway") // on purpose
  void keepsNullOutOfItsDoors() {
    assertThatNullPointerException()
        .isThrownBy(() -> Header.parse((String) null))
        .withMessage("json");
    assertThatNullPointerException()
        .isThrownBy(() -> Header.parse("{}", null))
        .withMessage("limits");
    assertThatNullPointerException().isThrownBy(() -> Header.of(null, 1)).withMessage("name");
    assertThatNullPointerException().isThrownBy(() -> Header.empty().has(null)).withMessage("name");
    assertThatNullPointerException().isThrownBy(() -> MIXED.with(null, 1)).withMessage("name");
    assertThatNullPointerException().isThrownBy(() -> Header.from(null)).withMessage("value");
    assertThatNullPointerException().isThrownBy(() -> MIXED.as(null)).withMessage("type");
  }

  @Test
  void derivesWithoutChanging() {
    Header header = Header.of("a", 1, "b", 2);
    assertThat(header.with("a", 9).toJson()).isEqualTo("{\"a\":9,\"b\":2}");
    assertThat(header.with("c", 3).toJson()).isEqualTo("{\"a\":1,\"b\":2,\"c\":3}");
    assertThat(header.without("a").toJson()).isEqualTo("{\"b\":2}");
    assertThat(header.without("none")).isSameAs(header);
    assertThat(header.without("a").without("b")).isSameAs(Header.empty());
    assertThat(header.toJson()).isEqualTo("{\"a\":1,\"b\":2}");
  }

  @Test
  void isNotChangedBehindItsBack() {
    List<Object> list = new java.util.ArrayList<>(List.of(1));
    Map<String, Object> map = new LinkedHashMap<>(Map.of("x", 1));
    Header header = Header.of("list", list, "map", map);
    list.add(2);
    map.put("y", 2);
    assertThat(header.toJson()).isEqualTo("{\"list\":[1],\"map\":{\"x\":1}}");
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> header.list("list").set(0, 5));
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> header.names().set(0, "x"));
    byte[] bytes = "{\"a\":\"x\"}".getBytes(UTF_8);
    Header parsed = Header.parse(bytes);
    Arrays.fill(bytes, (byte) 0);
    assertThat(parsed.text("a")).isEqualTo("x");
  }

  @Test
  void isEqualWhateverTheOrder() {
    Header one = Header.parse("{\"a\":1,\"b\":{\"x\":[1,null],\"y\":\"z\"}}");
    Header two = Header.parse(" {\"b\": {\"y\": \"\\u007a\", \"x\": [1, null]}, \"a\": 1}");
    assertThat(one).isEqualTo(two).hasSameHashCodeAs(two);
    assertThat(one).isNotEqualTo(one.with("a", 2)).isNotEqualTo(one.with("c", null));
    assertThat(one).isNotEqualTo(one.without("a")).isNotEqualTo(null).isNotEqualTo("{}");
    assertThat(Header.of("a", null)).isNotEqualTo(Header.of("b", null));
    assertThat(Header.of("a", List.of(1, 2))).isNotEqualTo(Header.of("a", List.of(2, 1)));
  }

  @Test
  void findsNamesAmongMany() {
    String json =
        IntStream.range(0, 500)
            .mapToObj(i -> "\"n" + i + "\":" + i)
            .collect(Collectors.joining(",", "{", "}"));
    Header header = Header.parse(json);
    for (int i = 0; i < 500; i++) {
      assertThat(header.longValue("n" + i)).isEqualTo(i);
    }
    assertThat(header.has("n500")).isFalse();
    assertThat(header.with("n3", 0).without("n499").names()).hasSize(499).contains("n3");
    assertThat(header.toJson()).isEqualTo(json);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "\\u0000\\u001b\\u007f\\u009b, \\u0000\\u001b\\u007f\\u009b",
    "\\b\\t\\n\\f\\r, \\b\\t\\n\\f\\r",
    "\\\"\\\\\\/, \\\"\\\\/",
    "\\u00a0\\u00e9\\u20ac\\ud83d\\ude00, \u00a0\u00e9\u20ac\ud83d\ude00",
  })
  void writesControlCharactersEscapedAndTheRestAsItIs(String spelled, String written) {
    Header header = Header.parse("{\"a\":\"" + spelled + "\"}");
    assertThat(header.toJson()).isEqualTo("{\"a\":\"" + written + "\"}");
    assertThat(header.toString()).isEqualTo(header.toJson());
    assertThat(header.encodedLength()).isEqualTo(header.toBytes().length);
  }

  @Test
  void writesIntegersOfEveryLength() {
    long value = 1;
    for (int digits = 1; digits <= 19; digits++) {
      for (long n : new long[] {value, -value, value - 1, 1 - value}) {
        Header header = Header.of("n", n);
        assertThat(header.toJson()).isEqualTo("{\"n\":" + n + "}");
        assertThat(header.encodedLength()).isEqualTo(header.toJson().length());
      }
      value *= digits < 19 ? 10 : 1;
    }
    for (long n : new long[] {Long.MIN_VALUE, Long.MIN_VALUE + 1, Long.MAX_VALUE, 0}) {
      assertThat(Header.of("n", n).toJson()).isEqualTo("{\"n\":" + n + "}");
    }
  }

  @Test
  void writesIntoEveryKindOfBuffer(TrackedAllocator allocator) {
    Header longer = MIXED.with("long", "x".repeat(3_000));
    for (Header header : List.of(Header.empty(), MIXED, longer)) {
      ByteBuf heap = allocator.heapBuffer(1);
      ByteBuf slice = Unpooled.buffer(8_192).slice(1_000, 6_000).setIndex(3, 3);
      for (ByteBuf out :
          List.of(heap, allocator.directBuffer(1), allocator.compositeBuffer(), slice)) {
        int start = out.writerIndex();
        header.writeTo(out, HeaderLimits.DEFAULT);
        assertThat(out.writerIndex() - start).isEqualTo(header.encodedLength());
        assertThat(out.toString(start, header.encodedLength(), UTF_8)).isEqualTo(header.toJson());
        out.release();
      }
    }
  }

  @Test
  void readsOnlyItsPartOfABuffer() {
    ByteBuf buffer = Unpooled.copiedBuffer("xx{\"a\":1}yy", UTF_8);
    assertThat(Header.parse(buffer, 2, 7, HeaderLimits.DEFAULT)).isEqualTo(Header.of("a", 1));
    assertThat(buffer.readerIndex()).isZero();
    assertThat(Header.parse(buffer.slice(2, 7))).isEqualTo(Header.of("a", 1));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> Header.parse(buffer, 2, 10, HeaderLimits.DEFAULT));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> Header.parse(buffer, -1, 5, HeaderLimits.DEFAULT));
    assertThat(buffer.refCnt()).isEqualTo(1);
    buffer.release();
  }

  @Test
  void refusesWhatIsTooLongToBeBytes() {
    Header header = Header.of("a", Collections.nCopies(1_000, "x".repeat(1_000)));
    for (int i = 0; i < 4; i++) {
      header =
          Header.of(
              "a", header, "b", header, "c", header, "d", List.of(header, header, header, header));
    }
    Header huge = header;
    assertThat(huge.encodedLength()).isEqualTo(Integer.MAX_VALUE);
    assertThatExceptionOfType(HeaderException.class).isThrownBy(huge::toBytes);
  }
}
