package io.cleave.header;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Collects names and values of one header in order; who adds sees to it that names are unique. */
final class HeaderBuilder {

  private static final int FIRST_CAPACITY = 8;

  private String[] names;
  private @Nullable Object[] values;
  private int size;

  /** A bit for each name, by its hash: names whose bit is not set have not come. */
  private long came;

  HeaderBuilder() {
    this(FIRST_CAPACITY);
  }

  HeaderBuilder(int capacity) {
    names = new String[capacity];
    values = new @Nullable Object[capacity];
  }

  int size() {
    return size;
  }

  /** Compares with every name so far, if need be: for headers of a handful of names. */
  boolean has(String name) {
    if ((came & bit(name)) == 0) {
      return false;
    }
    for (int i = 0; i < size; i++) {
      if (names[i].equals(name)) {
        return true;
      }
    }
    return false;
  }

  HeaderBuilder add(String name, @Nullable Object value) {
    if (size == names.length) {
      int capacity = Math.max(FIRST_CAPACITY, size * 2);
      names = Arrays.copyOf(names, capacity);
      values = Arrays.copyOf(values, capacity);
    }
    names[size] = name;
    values[size] = value;
    came |= bit(name);
    size++;
    return this;
  }

  private static long bit(String name) {
    return 1L << name.hashCode(); // of which six bits count
  }

  /** The header; this builder is of no use afterwards. */
  Header build() {
    return size == 0 ? Header.empty() : new Header(names, values, size);
  }
}
