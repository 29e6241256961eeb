package io.cleave.header;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One scanner that reads header after header, whose names are nearly those of the one before. */
final class ReadNamesTest {
  private final CanonicalScanner scanner = new CanonicalScanner(new SeenTexts());

  private @Nullable Header scan(String json) {
    byte[] bytes = json.getBytes(UTF_8);
    byte[] padded = Arrays.copyOf(bytes, bytes.length + Words.PADDING);
    return scanner.scan(padded, bytes.length, HeaderLimits.DEFAULT);
  }

  private static String json(List<String> names) {
    StringBuilder json = new StringBuilder("{");
    for (int i = 0; i < names.size(); i++) {
      json.append(i == 0 ? "" : ",").append('"').append(names.get(i)).append("\":").append(i);
    }
    return json.append('}').toString();
  }

  @Test
  void readsNamesThatChangeFromHeaderToHeader() {
    SplittableRandom random = new SplittableRandom(3);
    List<@Nullable Header> read = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int run = 0; run < 20_000; run++) {
      change(names, random);
      String json = json(names);
      Header header = scan(json);
      if (names.stream().distinct().count() < names.size()) {
        assertThat(header).as(json).isNull(); // Jackson is to say why
      } else {
        assertThat(header).as(json).isEqualTo(Header.parse(json));
        assertThat(header).hasToString(json);
        read.add(header);
        expected.add(json);
      }
    }
    for (int i = 0; i < read.size(); i++) {
      assertThat(read.get(i)).hasToString(expected.get(i)); // whatever was read behind it
    }
  }

  /** Names of one letter, so that they come twice now and then, and long ones. */
  private static void change(List<String> names, SplittableRandom random) {
    String name =
        (random.nextBoolean() ? "n" : "a_name_that_is_long").repeat(1 + random.nextInt(3));
    int at = names.isEmpty() ? 0 : random.nextInt(names.size());
    switch (random.nextInt(6)) {
      case 0 -> names.add(at, name);
      case 1 -> names.add(name + random.nextInt(9));
      case 2 -> names.subList(at, names.size()).clear();
      case 3 -> {
        if (!names.isEmpty()) {
          names.set(at, name + random.nextInt(9));
        }
      }
      default -> {}
    }
    while (names.size() > ReadNames.MAX_SIZE) {
      names.remove(0);
    }
  }

  @Test
  void leavesMoreNamesToTheOtherReader() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < ReadNames.MAX_SIZE; i++) {
      names.add("n" + i);
    }
    assertThat(scan(json(names))).isNotNull().isEqualTo(scan(json(names)));
    names.add("more");
    assertThat(scan(json(names))).isNull();
    assertThat(Header.parse(json(names)).names()).isEqualTo(names);
  }

  @Test
  void objectsInsideHaveNamesOfTheirOwn() {
    for (String json :
        new String[] {
          "{\"a\":{\"b\":{\"a\":1}},\"b\":2}", "{\"a\":{\"a\":{\"b\":1}},\"b\":{\"a\":0}}"
        }) {
      assertThat(scan(json)).hasToString(json);
      assertThat(scan(json)).hasToString(json);
    }
  }
}
