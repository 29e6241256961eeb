package io.cleave.header;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Collects names and values of one header in order; who adds sees to it that names are unique. */
final class HeaderBuilder {

  private static final int FIRST_CAPACITY = 8;

  private String[] names;
  private @Nullable Object[] values;
  private int size;

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

  /** Compares with every name so far: for headers of a handful of names. */
  boolean has(String name) {
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
    size++;
    return this;
  }

  /** The header; this builder is of no use afterwards. */
  Header build() {
    return size == 0 ? Header.empty() : new Header(names, values, size);
  }
}
