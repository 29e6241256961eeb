package io.cleave.examples.options;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes: {@code 64MiB}, {@code 256KiB}, {@code 1GiB}; a number alone is bytes.
 *
 * @param bytes from 1
 */
public record ByteSize(long bytes) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,10})(B|KiB|MiB|GiB|)");
  private static final Map<String, Integer> SHIFTS = Map.of("GiB", 30, "MiB", 20, "KiB", 10);

  /** Checks that there are some. */
  public ByteSize {
    if (bytes < 1) {
      throw new IllegalArgumentException(bytes + " (expected: a byte or more)");
    }
  }

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static ByteSize parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (matcher.matches()) {
      int shift = Optional.ofNullable(SHIFTS.get(matcher.group(2))).orElse(0);
      long number = Long.parseLong(matcher.group(1));
      if (number <= Long.MAX_VALUE >> shift) {
        return new ByteSize(number << shift);
      }
    }
    throw new IllegalArgumentException(
        "'" + text + "' (expected: a size such as 65536, 256KiB, 64MiB or 1GiB)");
  }

  /** In the largest unit that says it exactly. */
  @Override
  public String toString() {
    for (String unit : new String[] {"GiB", "MiB", "KiB"}) {
      long size = 1L << SHIFTS.getOrDefault(unit, 0);
      if (bytes % size == 0) {
        return bytes / size + unit;
      }
    }
    return bytes + "B";
  }
}
