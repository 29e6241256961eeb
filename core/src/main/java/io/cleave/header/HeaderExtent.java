package io.cleave.header;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How large a header is in every measure of {@link HeaderLimits}, taken once for each header.
 *
 * @param length bytes as {@link HeaderWriter} writes them, or 2^31-1 for that and more
 * @param depth objects and lists inside each other
 * @param tokens tokens, or 2^31-1 for that and more
 * @param longestName the name with the most bytes
 * @param longestString the string with the most bytes
 * @param longestNumber the number with the most characters
 */
record HeaderExtent(
    int length,
    int depth,
    int tokens,
    String longestName,
    String longestString,
    Number longestNumber) {

  /** No {@code long} has more characters. */
  private static final int LONG_LENGTH = 20;

  static HeaderExtent of(Header header) {
    Meter meter = new Meter();
    meter.header(header);
    return new HeaderExtent(
        saturated(meter.length),
        meter.depth,
        saturated(meter.tokens),
        meter.longestName,
        meter.longestString,
        meter.longestNumber);
  }

  /** Refuses what a reader with these limits would. */
  void require(HeaderLimits limits) {
    limits.requireLength(length);
    limits.requireDepth(depth, HeaderLimits.NOWHERE);
    limits.requireTokens(tokens, HeaderLimits.NOWHERE);
    limits.requireName(longestName, HeaderLimits.NOWHERE);
    limits.requireString(longestString, HeaderLimits.NOWHERE);
    if (!(longestNumber instanceof Long) || limits.maxNumberLength() < LONG_LENGTH) {
      limits.requireNumber(longestNumber.toString(), HeaderLimits.NOWHERE);
    }
  }

  /** Whether a reader with these limits takes it. */
  boolean fits(HeaderLimits limits) {
    try {
      require(limits);
      return true;
    } catch (HeaderException tooLarge) {
      return false;
    }
  }

  private static int saturated(long value) {
    return (int) Math.min(value, Integer.MAX_VALUE);
  }

  /** Adds up one header; the headers inside it know their own extent. */
  private static final class Meter {
    private long length;
    private long tokens;
    private int depth = 1;
    private String longestName = "";
    private String longestString = "";
    private Number longestNumber = 0L;
    private int longestNameLength;
    private int longestStringLength;
    private int longestNumberLength = 1;

    void header(Header header) {
      open(header.size());
      for (int i = 0; i < header.size(); i++) {
        name(header.nameAt(i));
        length++; // the colon
        value(header.valueAt(i), 1);
      }
    }

    /** Both brackets and the commas. */
    private void open(int size) {
      tokens += 2;
      length += 2 + Math.max(0, size - 1);
    }

    private void value(@Nullable Object value, int outerDepth) {
      if (value instanceof Header header) {
        extent(header.extent(), outerDepth);
      } else if (value instanceof List<?> list) {
        open(list.size());
        depth = Math.max(depth, outerDepth + 1);
        for (Object element : list) {
          value(element, outerDepth + 1);
        }
      } else {
        tokens++;
        scalar(value);
      }
    }

    private void scalar(@Nullable Object value) {
      if (value instanceof String string) {
        string(string);
      } else if (value instanceof Number number) {
        number(number);
      } else {
        length += value == null ? 4 : value.toString().length();
      }
    }

    private void extent(HeaderExtent inner, int outerDepth) {
      length += inner.length;
      tokens += inner.tokens;
      depth = Math.max(depth, outerDepth + inner.depth);
      longerName(inner.longestName);
      longerString(inner.longestString);
      longerNumber(inner.longestNumber, lengthOf(inner.longestNumber));
    }

    private void name(String name) {
      tokens++;
      length += HeaderWriter.lengthOf(name);
      longerName(name);
    }

    private void string(String string) {
      length += HeaderWriter.lengthOf(string);
      longerString(string);
    }

    private void number(Number number) {
      int digits = lengthOf(number);
      length += digits;
      longerNumber(number, digits);
    }

    private void longerName(String name) {
      int bytes = Utf8.length(name);
      if (bytes > longestNameLength) {
        longestName = name;
        longestNameLength = bytes;
      }
    }

    private void longerString(String string) {
      int bytes = Utf8.length(string);
      if (bytes > longestStringLength) {
        longestString = string;
        longestStringLength = bytes;
      }
    }

    private void longerNumber(Number number, int digits) {
      if (digits > longestNumberLength) {
        longestNumber = number;
        longestNumberLength = digits;
      }
    }

    private static int lengthOf(Number number) {
      return number instanceof Long value
          ? HeaderWriter.lengthOf(value)
          : number.toString().length();
    }
  }
}
