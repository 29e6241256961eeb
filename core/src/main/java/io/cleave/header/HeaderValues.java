package io.cleave.header;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a header may hold, and the one form it is held in: {@code null}, {@link String}, {@link
 * Boolean}, {@link Long}, {@link NumberToken}, {@link Header}, unmodifiable {@link List}.
 */
final class HeaderValues {

  private HeaderValues() {}

  /**
   * A value an application gave, in the form a header holds.
   *
   * @param path what to call it in a sentence, where it is escaped
   * @param depth of the object or list it is put into
   */
  static @Nullable Object of(@Nullable Object value, String path, int depth) {
    if (value == null || value instanceof Boolean || value instanceof Long) {
      return value;
    }
    if (value instanceof String string) {
      return requireText(string, path);
    }
    if (value instanceof Number number) {
      return number(number, path);
    }
    if (value instanceof Header header) {
      requireDepth(depth + header.extent().depth(), path);
      return header;
    }
    requireDepth(depth + 1, path);
    if (value instanceof Map<?, ?> map) {
      return header(map, path, depth + 1);
    }
    if (value instanceof List<?> list) {
      return list(list, path, depth + 1);
    }
    if (value.getClass().isArray() && !isRaw(value)) {
      return list(elements(value), path, depth + 1);
    }
    throw unknown(path, value);
  }

  /** A header with the map's entries in the map's order. */
  static Header header(Map<?, ?> map, String path, int depth) {
    HeaderBuilder builder = new HeaderBuilder(map.size());
    Set<String> seen = new HashSet<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (!(entry.getKey() instanceof String name)) {
        throw refusal(path, "a map with other keys (expected: strings)");
      }
      if (!seen.add(requireText(name, path))) { // a map may have its own idea of equal keys
        throw twice(name);
      }
      builder.add(name, of(entry.getValue(), name, depth));
    }
    return builder.build();
  }

  /** A header of a first name and value, and of further ones in turns. */
  static Header pairs(String name, @Nullable Object value, @Nullable Object[] more) {
    if (more.length % 2 != 0) {
      throw new IllegalArgumentException(
          "more: " + more.length + " names and values (expected: a value behind each name)");
    }
    HeaderBuilder builder = new HeaderBuilder(1 + more.length / 2);
    add(builder, name, value);
    for (int i = 0; i < more.length; i += 2) {
      if (!(more[i] instanceof String next)) {
        throw new IllegalArgumentException("more: " + more[i] + " (expected: a name)");
      }
      if (builder.has(next)) {
        throw twice(next);
      }
      add(builder, next, more[i + 1]);
    }
    return builder.build();
  }

  /** The header with one value more, or another one. */
  static Header with(Header header, String name, @Nullable Object value) {
    HeaderBuilder builder = new HeaderBuilder(header.size() + 1);
    for (int i = 0; i < header.size(); i++) {
      String old = header.nameAt(i);
      if (old.equals(name)) {
        add(builder, name, value);
      } else {
        builder.add(old, header.valueAt(i));
      }
    }
    if (!header.has(name)) {
      add(builder, name, value);
    }
    return builder.build();
  }

  /** The header without a name. */
  static Header without(Header header, String name) {
    if (!header.has(name)) {
      return header;
    }
    HeaderBuilder builder = new HeaderBuilder(header.size());
    for (int i = 0; i < header.size(); i++) {
      if (!header.nameAt(i).equals(name)) {
        builder.add(header.nameAt(i), header.valueAt(i));
      }
    }
    return builder.build();
  }

  private static void add(HeaderBuilder builder, String name, @Nullable Object value) {
    builder.add(requireText(name, name), of(value, name, 1));
  }

  /** A list a header can hold; takes the array. */
  static List<@Nullable Object> list(@Nullable Object[] elements) {
    return Collections.unmodifiableList(Arrays.asList(elements));
  }

  static String requireText(String text, String path) {
    int lone = Utf8.firstLoneSurrogate(text);
    if (lone != Utf8.VALID) {
      throw refusal(path, "a lone surrogate at " + lone + " (expected: text that UTF-8 can write)");
    }
    return text;
  }

  /** What a sentence says of a value. */
  static String describe(@Nullable Object value) {
    if (value == null) {
      return "null";
    }
    if (value instanceof String string) {
      return PeerText.quote(string) + " is a string";
    }
    if (value instanceof Boolean) {
      return value + " is a boolean";
    }
    if (value instanceof Long) {
      return value + " is an integer";
    }
    if (value instanceof NumberToken token) {
      String kind = token.isInteger() ? "an integer beyond 64 bits" : "a number, but no integer";
      return PeerText.escape(token.toString()) + " is " + kind;
    }
    return value instanceof Header ? "an object" : "a list";
  }

  private static List<@Nullable Object> list(List<?> list, String path, int depth) {
    @Nullable Object[] elements = list.toArray(new Object[0]);
    for (int i = 0; i < elements.length; i++) {
      elements[i] = of(elements[i], path + '[' + i + ']', depth);
    }
    return list(elements);
  }

  private static List<@Nullable Object> elements(Object array) {
    @Nullable Object[] elements = new @Nullable Object[Array.getLength(array)];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = Array.get(array, i);
    }
    return Arrays.asList(elements);
  }

  private static Number number(Number number, String path) {
    if (number instanceof NumberToken) {
      return number;
    }
    if (number instanceof Integer || number instanceof Short || number instanceof Byte) {
      return number.longValue();
    }
    if (number instanceof BigInteger || number instanceof BigDecimal || isFiniteReal(number)) {
      return NumberToken.of(number.toString());
    }
    throw unknown(path, number);
  }

  private static boolean isFiniteReal(Number number) {
    return (number instanceof Double || number instanceof Float)
        && Double.isFinite(number.doubleValue());
  }

  /** Bytes and characters in an array are a text or a body, hardly ever a list of numbers. */
  private static boolean isRaw(Object array) {
    return array instanceof byte[] || array instanceof char[];
  }

  private static void requireDepth(int depth, String path) {
    if (depth > HeaderLimits.HIGHEST_DEPTH) {
      throw refusal(
          path, "nested " + depth + " deep (expected: at most " + HeaderLimits.HIGHEST_DEPTH + ")");
    }
  }

  private static IllegalArgumentException twice(String name) {
    return refusal(name, "twice (expected: once)");
  }

  private static IllegalArgumentException unknown(String path, Object value) {
    String what = value instanceof Number ? value.toString() : value.getClass().getSimpleName();
    return refusal(
        path,
        what + " (expected: a string, boolean, finite number, null, Header, Map, List or array)");
  }

  private static IllegalArgumentException refusal(String path, String words) {
    return new IllegalArgumentException(PeerText.escape(path) + ": " + words);
  }
}
