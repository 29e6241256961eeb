package io.cleave.header;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The names and values of a header, and the typed reads of them. */
abstract sealed class HeaderFields permits Header {

  /** From so many names on a lookup goes through a table. */
  private static final int INDEXED_SIZE = 16;

  private static final int MISSING = -1;

  private final String[] names; // longer than size, perhaps
  private final @Nullable Object[] values;
  private final int size;
  private final @Nullable Map<String, Integer> index;

  /** Takes the arrays. */
  HeaderFields(String[] names, @Nullable Object[] values, int size) {
    this.names = names;
    this.values = values;
    this.size = size;
    this.index = size < INDEXED_SIZE ? null : index(names, size);
  }

  private static Map<String, Integer> index(String[] names, int size) {
    Map<String, Integer> index = new HashMap<>(size * 2);
    for (int i = 0; i < size; i++) {
      index.put(names[i], i);
    }
    return index;
  }

  /**
   * How many names there are.
   *
   * @return the number of names
   */
  public final int size() {
    return size;
  }

  /**
   * Whether there is no name.
   *
   * @return whether this is <code>{}</code>
   */
  public final boolean isEmpty() {
    return size == 0;
  }

  /**
   * The names in order.
   *
   * @return the names, unmodifiable
   */
  public final List<String> names() {
    return Collections.unmodifiableList(Arrays.asList(names).subList(0, size));
  }

  /**
   * Whether a name is here, whatever its value.
   *
   * @param name the name
   * @return whether it is here
   */
  public final boolean has(String name) {
    return find(name) != MISSING;
  }

  /**
   * Whether a name is here and its value is {@code null}.
   *
   * @param name the name
   * @return whether it is a JSON null
   */
  public final boolean isNull(String name) {
    int at = find(name);
    return at != MISSING && values[at] == null;
  }

  /**
   * Any value, in the types of {@link Header}.
   *
   * @param name the name
   * @return its value; {@code null} if that is {@code null} or the name is missing, see {@link
   *     #has(String)}
   */
  public final @Nullable Object value(String name) {
    int at = find(name);
    return at == MISSING ? null : values[at];
  }

  /**
   * A string.
   *
   * @param name the name
   * @return its value
   * @throws HeaderException if it is missing or no string
   */
  public final String text(String name) {
    return get(name, Expected.STRING, String.class);
  }

  /**
   * A string, or what stands for a missing one.
   *
   * @param name the name
   * @param missing the value if the name is missing
   * @return the value
   * @throws HeaderException if it is here and no string
   */
  public final String text(String name, String missing) {
    return has(name) ? text(name) : requireNonNull(missing, "missing");
  }

  /**
   * A boolean.
   *
   * @param name the name
   * @return its value
   * @throws HeaderException if it is missing or no boolean
   */
  public final boolean flag(String name) {
    return get(name, Expected.BOOLEAN, Boolean.class);
  }

  /**
   * A boolean, or what stands for a missing one.
   *
   * @param name the name
   * @param missing the value if the name is missing
   * @return the value
   * @throws HeaderException if it is here and no boolean
   */
  public final boolean flag(String name, boolean missing) {
    return has(name) ? flag(name) : missing;
  }

  /**
   * An integer of 64 bits. {@code 1.0}, {@code 1e3} and {@code -0} are none.
   *
   * @param name the name
   * @return its value
   * @throws HeaderException if it is missing, no integer or beyond 64 bits
   */
  public final long longValue(String name) {
    return get(name, Expected.INTEGER, Long.class);
  }

  /**
   * An integer of 64 bits, or what stands for a missing one.
   *
   * @param name the name
   * @param missing the value if the name is missing
   * @return the value
   * @throws HeaderException if it is here and no integer, or beyond 64 bits
   */
  public final long longValue(String name, long missing) {
    return has(name) ? longValue(name) : missing;
  }

  /**
   * An integer of 32 bits.
   *
   * @param name the name
   * @return its value
   * @throws HeaderException if it is missing, no integer or beyond 32 bits
   */
  public final int intValue(String name) {
    long value = get(name, Expected.INT, Long.class);
    if (value != (int) value) {
      throw Expected.INT.refusal(name, value);
    }
    return (int) value;
  }

  /**
   * An integer of 32 bits, or what stands for a missing one.
   *
   * @param name the name
   * @param missing the value if the name is missing
   * @return the value
   * @throws HeaderException if it is here and no integer, or beyond 32 bits
   */
  public final int intValue(String name, int missing) {
    return has(name) ? intValue(name) : missing;
  }

  /**
   * A number, rounded to a {@code double}.
   *
   * @param name the name
   * @return its value, finite
   * @throws HeaderException if it is missing, no number or beyond the range of a double
   */
  public final double doubleValue(String name) {
    double value = get(name, Expected.NUMBER, Number.class).doubleValue();
    if (Double.isInfinite(value)) {
      throw Expected.NUMBER.refusal(name, value(name));
    }
    return value;
  }

  /**
   * A number, rounded to a {@code double}, or what stands for a missing one.
   *
   * @param name the name
   * @param missing the value if the name is missing
   * @return the value
   * @throws HeaderException if it is here and no number, or beyond the range of a double
   */
  public final double doubleValue(String name, double missing) {
    return has(name) ? doubleValue(name) : missing;
  }

  /**
   * An object.
   *
   * @param name the name
   * @return its value
   * @throws HeaderException if it is missing or no object
   */
  public final Header object(String name) {
    return get(name, Expected.OBJECT, Header.class);
  }

  /**
   * An object, or what stands for a missing one.
   *
   * @param name the name
   * @param missing the value if the name is missing
   * @return the value
   * @throws HeaderException if it is here and no object
   */
  public final Header object(String name, Header missing) {
    return has(name) ? object(name) : requireNonNull(missing, "missing");
  }

  /**
   * A list, its elements in the types of {@link Header}.
   *
   * @param name the name
   * @return its value, unmodifiable
   * @throws HeaderException if it is missing or no list
   */
  @SuppressWarnings("unchecked") // every list a header holds was made as one of these
  public final List<@Nullable Object> list(String name) {
    return get(name, Expected.LIST, List.class);
  }

  /**
   * The length of a body: an integer, 0..2^63-1; a missing one is 0.
   *
   * @param key the name that carries it, {@code body_size} for example
   * @return bytes
   * @throws HeaderException if it is here and anything else: a string, {@code null}, a boolean, a
   *     list, an object, {@code 1.0}, {@code 1e3}, {@code -0}, negative, beyond 63 bits
   */
  public final long bodyLength(String key) {
    int at = find(key);
    if (at == MISSING) {
      return 0;
    }
    if (values[at] instanceof Long length && length >= 0) {
      return length;
    }
    throw Expected.LENGTH.refusal(key, values[at]);
  }

  final String nameAt(int i) {
    return names[i];
  }

  final @Nullable Object valueAt(int i) {
    return values[i];
  }

  final boolean hasSameFields(HeaderFields other) {
    if (size != other.size) {
      return false;
    }
    for (int i = 0; i < size; i++) {
      int at = other.find(names[i]);
      if (at == MISSING || !Objects.equals(values[i], other.values[at])) {
        return false;
      }
    }
    return true;
  }

  final int hashOfFields() {
    int hash = 0;
    for (int i = 0; i < size; i++) {
      hash += names[i].hashCode() ^ Objects.hashCode(values[i]); // whatever the order
    }
    return hash;
  }

  private <T> T get(String name, Expected expected, Class<T> type) {
    int at = find(name);
    if (at == MISSING) {
      throw expected.missing(name);
    }
    Object value = values[at];
    if (!type.isInstance(value)) {
      throw expected.refusal(name, value);
    }
    return type.cast(value);
  }

  private int find(String name) {
    if (index != null) {
      return index.getOrDefault(requireNonNull(name, "name"), MISSING);
    }
    for (int i = 0; i < size; i++) {
      if (names[i].equals(name)) {
        return i;
      }
    }
    requireNonNull(name, "name"); // equals takes one
    return MISSING;
  }
}
