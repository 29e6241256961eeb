package io.cleave.header;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cleave.testing.FaultLine;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A name that comes twice could mean one thing here and another elsewhere: row F5. */
final class DuplicateNamesTest {

  private static final List<String> VECTORS =
      List.of(
          "{\"body_size\":1,\"body_size\":2}",
          "{\"body_size\":1,\"body_size\":1}",
          "{\"body_size\":1,\"\\u0062ody_size\":2}",
          "{\"\\u0062ody_size\":1,\"body_size\":2}",
          "{\"body_size\":1,\"body\\u005fsize\":2}",
          "{\"body_size\":1,\"body\\u005Fsize\":2}",
          "{\"\\u005f\":1,\"\\u005F\":2}",
          "{\"body_size\":null,\"body_size\":2}",
          "{\"body_size\":{},\"body_size\":[]}",
          "{\"a\":0,\"b\":1,\"c\":2,\"d\":3,\"a\":4}",
          "{\"a\":{\"a\":1,\"a\":2}}",
          "{\"a\":[{\"b\":1},{\"b\":1,\"b\":2}]}",
          "{\"a\":[[[{\"b\":1,\"\\u0062\":2}]]]}",
          "{\"a\":{\"b\":{\"c\":{\"d\":1,\"e\":2,\"d\":3}}}}",
          "{\"\":1,\"\":2}",
          "{\"/\":1,\"\\/\":2}",
          "{\"\\t\":1,\"\\u0009\":2}",
          "{\"\u00e9\":1,\"\\u00e9\":2}",
          "{\"\ud83d\ude00\":1,\"\\ud83d\\ude00\":2}",
          "{\"\\\"\":1,\"\\u0022\":2}",
          "{\"a\\u0000\":1,\"a\\u0000\":2}",
          many(40, 0),
          many(600, 599));

  @Test
  void areRefusedHoweverTheyAreSpelled() {
    for (String json : VECTORS) {
      assertThatExceptionOfType(HeaderException.class)
          .as(json)
          .isThrownBy(() -> Header.parse(json))
          .withMessageContaining("duplicate");
      byte[] bytes = json.getBytes(UTF_8);
      assertThat(HeaderReadersTest.scan(bytes, HeaderLimits.DEFAULT)).isNull();
    }
    FaultLine.print("F5", "%s headers with a name twice, 0 taken", VECTORS.size());
  }

  @Test
  void areFineInDifferentObjects() {
    assertThat(Header.parse("{\"a\":{\"a\":{\"a\":1}},\"b\":[{\"a\":1},{\"a\":2}]}").names())
        .containsExactly("a", "b");
  }

  @Test
  void areComparedAsTheyAreAndNotByCaseOrForm() {
    assertThat(Header.parse("{\"a\":1,\"A\":2,\"\u00e9\":3,\"e\u0301\":4}").size()).isEqualTo(4);
  }

  /** So many names, and one of them again at the end. */
  private static String many(int count, int again) {
    return IntStream.concat(IntStream.range(0, count), IntStream.of(again))
        .mapToObj(i -> "\"n" + i + "\":" + i)
        .collect(Collectors.joining(",", "{", "}"));
  }
}
