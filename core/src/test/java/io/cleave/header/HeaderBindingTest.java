package io.cleave.header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Headers into records and classes, and back. */
final class HeaderBindingTest {

  record FileHeader(String file_name, long file_size) {}

  record Renamed(@JsonProperty("file_name") String name, @JsonProperty("file_size") long size) {}

  record Nested(String type, FileHeader file, List<Integer> parts, Map<String, String> labels) {}

  enum Colour {
    RED,
    GREEN
  }

  record Everything(
      int i,
      short s,
      byte b,
      double d,
      float f,
      boolean flag,
      char c,
      Colour colour,
      BigDecimal big) {}

  record Checked(int port) {
    Checked {
      if (port < 1 || port > 65_535) {
        throw new IllegalArgumentException("port: " + port + " (expected: 1..65535)");
      }
    }
  }

  static final class Bean {
    public String name = "";
    public int count = 7;
  }

  record Raw(@Nullable Object value) {}

  interface Shape {}

  record Circle(int radius) implements Shape {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS, property = "class")
  interface Gadget {}

  record Chosen(Gadget gadget) {}

  record ChosenAnyway(
      @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS, property = "class") Object gadget) {}

  @Test
  void readsARecord() {
    Header header = Header.parse("{\"file_name\": \"hi.txt\", \"file_size\": 2, \"md5\": \"x\"}");
    assertThat(header.as(FileHeader.class)).isEqualTo(new FileHeader("hi.txt", 2));
    assertThat(header.as(Renamed.class)).isEqualTo(new Renamed("hi.txt", 2));
    assertThat(header.has("md5")).isTrue();
  }

  @Test
  void readsWhatIsInside() {
    Nested nested = new Nested("t", new FileHeader("a", 1), List.of(1, 2), Map.of("k", "v"));
    assertThat(Header.from(nested).as(Nested.class)).isEqualTo(nested);
    assertThat(Header.from(nested).toJson())
        .isEqualTo(
            "{\"type\":\"t\",\"file\":{\"file_name\":\"a\",\"file_size\":1},\"parts\":[1,2],"
                + "\"labels\":{\"k\":\"v\"}}");
  }

  @Test
  void readsEveryScalar() {
    Everything all =
        new Everything(
            1, (short) 2, (byte) 3, 4.5, 5.5f, true, 'x', Colour.RED, new BigDecimal("6.70"));
    assertThat(Header.from(all).as(Everything.class)).isEqualTo(all);
  }

  @Test
  void readsABeanAndLeavesWhatIsMissing() {
    Bean bean = Header.parse("{\"name\":\"n\"}").as(Bean.class);
    assertThat(bean.name).isEqualTo("n");
    assertThat(bean.count).isEqualTo(7);
  }

  @Test
  void readsAnIntegerAsADouble() {
    record Real(double d, float f) {}
    assertThat(Header.parse("{\"d\":3,\"f\":-4}").as(Real.class)).isEqualTo(new Real(3, -4));
  }

  @Test
  void readsHeadersBeyondTheDefaultLimits() {
    String text = "x".repeat(10_000);
    HeaderLimits wide = HeaderLimits.DEFAULT.withMaxStringLength(20_000);
    Header header = Header.parse("{\"value\":\"" + text + "\"}", wide);
    assertThat(header.as(Raw.class)).isEqualTo(new Raw(text));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "{\"file_name\":\"a\"} | file_size: missing (expected: long, for FileHeader)",
        "{\"file_size\":1} | file_name: missing (expected: String, for FileHeader)",
        "{\"file_name\":\"a\",\"file_size\":\"1\"} | file_size: \"1\" is a string (expected: long,"
            + " for FileHeader)",
        "{\"file_name\":\"a\",\"file_size\":\"\"} | file_size: \"\" is a string (expected: long,"
            + " for FileHeader)",
        "{\"file_name\":\"a\",\"file_size\":1.0} | file_size: 1.0 is a number, but no integer"
            + " (expected: long, for FileHeader)",
        "{\"file_name\":\"a\",\"file_size\":-0} | file_size: -0 is a number, but no integer"
            + " (expected: long, for FileHeader)",
        "{\"file_name\":\"a\",\"file_size\":true} | file_size: true is a boolean (expected: long,"
            + " for FileHeader)",
        "{\"file_name\":\"a\",\"file_size\":null} | file_size: null (expected: long, for"
            + " FileHeader)",
        "{\"file_name\":\"a\",\"file_size\":[1]} | file_size: a list (expected: long, for"
            + " FileHeader)",
        "{\"file_name\":\"a\",\"file_size\":{}} | file_size: an object (expected: long, for"
            + " FileHeader)",
        "{\"file_name\":\"a\",\"file_size\":9223372036854775808} | file_size: 9223372036854775808"
            + " is an integer beyond 64 bits (expected: long, for FileHeader)",
        "{\"file_name\":1,\"file_size\":1} | file_name: 1 is an integer (expected: String, for"
            + " FileHeader)",
        "{\"file_name\":1.5,\"file_size\":1} | file_name: 1.5 is a number, but no integer"
            + " (expected: String, for FileHeader)",
        "{\"file_name\":true,\"file_size\":1} | file_name: true is a boolean (expected: String, for"
            + " FileHeader)",
        "{\"file_name\":[\"a\"],\"file_size\":1} | file_name: a list (expected: String, for"
            + " FileHeader)",
        "{\"file_name\":{},\"file_size\":1} | file_name: an object (expected: String, for"
            + " FileHeader)",
      })
  void refusesWithASentence(String json, String sentence) {
    assertThatExceptionOfType(HeaderException.class)
        .isThrownBy(() -> Header.parse(json).as(FileHeader.class))
        .withMessage(sentence);
  }

  static List<Header> coercions() {
    Header good =
        Header.of("i", 1, "s", 2, "b", 3, "d", 4.5, "f", 5.5, "flag", true, "c", "x")
            .with("colour", "RED")
            .with("big", 6);
    return List.of(
        good.with("i", "1"),
        good.with("i", 1L << 31),
        good.with("i", true),
        good.with("s", 32_768),
        good.with("s", "2"),
        good.with("b", 300),
        good.with("b", 1.0),
        good.with("d", "4.5"),
        good.with("d", true),
        good.with("d", null),
        good.with("d", ""),
        good.with("f", "NaN"),
        good.with("d", "Infinity"),
        good.with("d", Header.parse("{\"x\":1e400}").value("x")),
        good.with("f", 1e300),
        good.with("flag", 1),
        good.with("flag", 0),
        good.with("flag", "true"),
        good.with("flag", ""),
        good.with("flag", null),
        good.with("c", 65),
        good.with("c", "xy"),
        good.with("c", null),
        good.with("colour", 0),
        good.with("colour", ""),
        good.with("colour", "red"),
        good.with("colour", "BLUE"),
        good.with("big", "6"),
        good.with("big", true),
        good.with("big", List.of(6)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("coercions")
  void turnsNoValueIntoAnotherType(Header header) {
    assertThatExceptionOfType(HeaderException.class)
        .isThrownBy(() -> header.as(Everything.class))
        .withMessageEndingWith("for Everything)");
  }

  @Test
  void saysWhereInside() {
    Header header =
        Header.parse(
            "{\"type\":\"t\",\"file\":{\"file_name\":\"a\",\"file_size\":\"1\"},\"parts\":[],\"labels\":{}}");
    assertThatExceptionOfType(HeaderException.class)
        .isThrownBy(() -> header.as(Nested.class))
        .withMessage("file.file_size: \"1\" is a string (expected: long, for Nested)");
    Header list = header.with("file", new FileHeaderMap().map()).with("parts", List.of(1, "2"));
    assertThatExceptionOfType(HeaderException.class)
        .isThrownBy(() -> list.as(Nested.class))
        .withMessage("parts[1]: \"2\" is a string (expected: Integer, for Nested)");
  }

  private record FileHeaderMap() {
    Map<String, Object> map() {
      return Map.of("file_name", "a", "file_size", 1);
    }
  }

  @Test
  void reportsWhatTheRecordItselfRefuses() {
    assertThatExceptionOfType(HeaderException.class)
        .isThrownBy(() -> Header.of("port", 0).as(Checked.class))
        .withMessage("Checked: port: 0 (expected: 1..65535)");
  }

  @Test
  void letsNoPeerChooseAClass() {
    String evil =
        "{\"gadget\":{\"class\":\"io.cleave.header.HeaderBindingTest$Circle\",\"radius\":1}}";
    assertThatIllegalArgumentException().isThrownBy(() -> Header.parse(evil).as(Chosen.class));
    assertThat(Header.parse(evil).as(ChosenAnyway.class).gadget()).isInstanceOf(Map.class);
    assertThat(Header.parse("{\"value\":[\"java.util.Date\",1]}").as(Raw.class).value())
        .isEqualTo(List.of("java.util.Date", 1));
  }

  @Test
  void refusesTypesThatCannotBeMade() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Header.of("radius", 1).as(Shape.class))
        .withMessageContaining("(expected: a record or class Jackson can make)");
  }

  @Test
  void makesAHeaderOfAnythingThatIsAnObject() {
    assertThat(Header.from(new FileHeader("a", 1)).toJson())
        .isEqualTo("{\"file_name\":\"a\",\"file_size\":1}");
    assertThat(Header.from(Map.of("a", List.of(1, 2))).toJson()).isEqualTo("{\"a\":[1,2]}");
    assertThat(Header.from(new Bean()).longValue("count")).isEqualTo(7);
    Header header = Header.of("a", 1);
    assertThat(Header.from(header)).isSameAs(header);
  }

  @Test
  void makesNoHeaderOfAnythingElse() {
    record Infinite(double d) {}
    record Half(String s) {}
    for (Object value :
        new Object[] {
          1,
          "text",
          List.of(1),
          new int[] {1},
          new Object(),
          new Infinite(1 / 0.0),
          new Half("\ud800")
        }) {
      assertThatIllegalArgumentException()
          .as(value.getClass().getSimpleName())
          .isThrownBy(() -> Header.from(value))
          .withMessageContaining("(expected: what is written as a JSON object)");
    }
  }

  @Test
  void refusesWhatHoldsItself() {
    Ring ring = new Ring();
    ring.next = ring;
    assertThatIllegalArgumentException().isThrownBy(() -> Header.from(ring));
  }

  static final class Ring {
    public @Nullable Ring next;
  }
}
