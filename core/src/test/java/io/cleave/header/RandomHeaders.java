package io.cleave.header;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Headers of every kind, the same ones for the same seed, as values and in every spelling. */
final class RandomHeaders {

  private static final String[] NAMES = {
    "type",
    "id",
    "body_size",
    "file_name",
    "a",
    "b",
    "",
    "名",
    "\ud83d\ude00",
    "with \"quote\"",
    "a\\b"
  };
  private static final String[] NUMBERS = {
    "0",
    "-0",
    "1",
    "-1",
    "1.0",
    "1.50",
    "1e3",
    "1E-7",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "123456789012345678901234567890",
    "1e999999999",
    "0.1"
  };
  private static final String SPACES = " \t\n\r";

  private final Random random;

  RandomHeaders(long seed) {
    random = new Random(seed);
  }

  Random random() {
    return random;
  }

  /** A header as an application would make it. */
  Header next() {
    return Header.from(map(1));
  }

  /** A header as some peer might spell it, perhaps with a name twice. */
  String nextSpelled() {
    StringBuilder json = new StringBuilder();
    spell(json, map(1), random.nextInt(3));
    return json.toString();
  }

  private Map<String, @Nullable Object> map(int depth) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    for (int i = random.nextInt(random.nextInt(10) == 0 ? 40 : 6); i > 0; i--) {
      map.put(name(), value(depth));
    }
    return map;
  }

  private String name() {
    return random.nextInt(3) == 0 ? text() : NAMES[random.nextInt(NAMES.length)];
  }

  private @Nullable Object value(int depth) {
    int kind = random.nextInt(depth > 4 ? 8 : 10);
    return switch (kind) {
      case 0 -> null;
      case 1 -> random.nextBoolean();
      case 2, 3 -> random.nextInt(1_000);
      case 4 -> random.nextLong();
      case 5 -> NumberToken.of(NUMBERS[random.nextInt(NUMBERS.length)]);
      case 6, 7 -> text();
      case 8 -> list(depth);
      default -> map(depth + 1);
    };
  }

  private List<@Nullable Object> list(int depth) {
    List<@Nullable Object> list = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      list.add(value(depth + 1));
    }
    return list;
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    int highest = new int[] {0x7E, 0x7F, 0xFF, 0xFFF, 0x1FFFF}[random.nextInt(5)];
    for (int i = random.nextInt(12); i > 0; i--) {
      int codePoint = random.nextInt(highest);
      boolean half = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
      text.appendCodePoint(half ? '?' : codePoint);
    }
    return text.toString();
  }

  /** How much is unusual about the spelling, 0..2. */
  private void spell(StringBuilder json, @Nullable Object value, int fancy) {
    space(json, fancy);
    if (value instanceof Map<?, ?> map) {
      spellObject(json, map, fancy);
    } else if (value instanceof List<?> list) {
      spellAll(
          json, '[', list.stream().<Runnable>map(e -> () -> spell(json, e, fancy)).toList(), ']');
    } else if (value instanceof String text) {
      spellText(json, text, fancy);
    } else {
      json.append(value);
    }
    space(json, fancy);
  }

  private void spellObject(StringBuilder json, Map<?, ?> map, int fancy) {
    List<Runnable> members = new ArrayList<>();
    map.forEach(
        (name, value) -> {
          Runnable member =
              () -> {
                space(json, fancy);
                spellText(json, (String) name, fancy);
                space(json, fancy);
                json.append(':');
                spell(json, value, fancy);
              };
          members.add(member);
          if (random.nextInt(100) == 0) {
            members.add(member); // twice
          }
        });
    spellAll(json, '{', members, '}');
  }

  private void spellAll(StringBuilder json, char open, List<Runnable> parts, char close) {
    json.append(open);
    for (int i = 0; i < parts.size(); i++) {
      json.append(i > 0 ? "," : "");
      parts.get(i).run();
    }
    json.append(close);
  }

  private void spellText(StringBuilder json, String text, int fancy) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || (fancy == 2 && random.nextInt(3) == 0)) {
        json.append(String.format("\\u%04x", (int) c));
      } else if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else {
        json.append(c);
      }
    }
    json.append('"');
  }

  private void space(StringBuilder json, int fancy) {
    Supplier<Character> one = () -> SPACES.charAt(random.nextInt(SPACES.length()));
    for (int i = fancy == 0 ? 0 : random.nextInt(3); i > 0; i--) {
      json.append(one.get());
    }
  }
}
