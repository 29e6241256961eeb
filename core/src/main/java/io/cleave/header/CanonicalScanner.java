package io.cleave.header;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads headers in the form most peers write: strings without escapes, integers of at most 18
 * digits, objects of at most 16 names; white space as it comes.
 *
 * <p>It knows no errors. At the first byte that is out of the ordinary, and at every limit passed,
 * it gives up, and the header is read again by {@link JacksonReader}. So what it accepts has to be
 * a part of what that one does, with equal results; {@code HeaderReadersTest} compares them.
 */
final class CanonicalScanner {

  /** More names are compared with each other in a better way than here. */
  private static final int MAX_NAMES = 16;

  /** So many digits always fit a {@code long}. */
  private static final int MAX_DIGITS = 18;

  /** In place of a value: give up. {@code null} is a value. */
  private static final Object UNUSUAL = new Object();

  private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
  private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
  private static final byte[] NULL = {'n', 'u', 'l', 'l'};

  /** In place of a byte: there is none. */
  private static final int END = Integer.MIN_VALUE;

  private final byte[] bytes;
  private final int end;
  private final HeaderLimits limits;
  private int position;
  private int tokens;

  private CanonicalScanner(byte[] bytes, int start, int length, HeaderLimits limits) {
    this.bytes = bytes;
    this.position = start;
    this.end = start + length;
    this.limits = limits;
  }

  /** The header, or {@code null} if {@link JacksonReader} has to read it. */
  static @Nullable Header scan(byte[] bytes, int start, int length, HeaderLimits limits) {
    CanonicalScanner scanner = new CanonicalScanner(bytes, start, length, limits);
    Object header = scanner.next() == '{' ? scanner.object(1) : UNUSUAL;
    return header != UNUSUAL && scanner.next() == END ? (Header) header : null;
  }

  /** The byte behind white space, not yet taken, or {@link #END}. */
  private int next() {
    while (position < end) {
      byte b = bytes[position];
      if (b > ' ' || (b != ' ' && b != '\n' && b != '\r' && b != '\t')) {
        return b;
      }
      position++;
    }
    return END;
  }

  private @Nullable Object value(int outerDepth) {
    tokens++;
    return switch (next()) {
      case '"' -> {
        String string = string(limits.maxStringLength());
        yield string == null ? UNUSUAL : string;
      }
      case '{' -> object(outerDepth + 1);
      case '[' -> list(outerDepth + 1);
      case 't' -> literal(TRUE, true);
      case 'f' -> literal(FALSE, false);
      case 'n' -> literal(NULL, null);
      default -> integer();
    };
  }

  /** From the opening brace on: a {@link Header} or {@link #UNUSUAL}. */
  private Object object(int depth) {
    HeaderBuilder fields = new HeaderBuilder();
    if (!enter(depth)) {
      return UNUSUAL;
    }
    if (next() == '}') {
      position++;
      return fields.build();
    }
    while (field(fields, depth)) {
      int after = next();
      position++;
      if (after == '}') {
        return fields.build();
      }
      if (after != ',') {
        return UNUSUAL;
      }
    }
    return UNUSUAL;
  }

  /** A name, the colon and a value; false to give up. */
  private boolean field(HeaderBuilder fields, int depth) {
    if (next() != '"' || fields.size() == MAX_NAMES) {
      return false;
    }
    String name = string(limits.maxNameLength());
    if (name == null || next() != ':' || fields.has(name)) {
      return false;
    }
    position++;
    tokens++;
    Object value = value(depth);
    if (value == UNUSUAL) {
      return false;
    }
    fields.add(name, value);
    return tokens <= limits.maxTokens();
  }

  /** From the opening bracket on: a list or {@link #UNUSUAL}. */
  private Object list(int depth) {
    List<@Nullable Object> elements = new ArrayList<>();
    if (!enter(depth)) {
      return UNUSUAL;
    }
    if (next() == ']') {
      position++;
      return HeaderValues.list(elements.toArray());
    }
    while (true) {
      Object element = value(depth);
      int after = next();
      position++;
      if (element == UNUSUAL || tokens > limits.maxTokens()) {
        return UNUSUAL;
      }
      elements.add(element);
      if (after != ',') {
        return after == ']' ? HeaderValues.list(elements.toArray()) : UNUSUAL;
      }
    }
  }

  /** Takes an opening bracket and counts the closing one. */
  private boolean enter(int depth) {
    position++;
    tokens += depth == 1 ? 2 : 1; // inside, the value was counted
    return depth <= limits.maxDepth() && tokens <= limits.maxTokens();
  }

  /** The text up to the closing quote, or {@code null} to give up. */
  private @Nullable String string(int limit) {
    int start = position + 1;
    int i = start;
    boolean ascii = true;
    while (i < end && bytes[i] != '"') {
      byte b = bytes[i];
      if (b == '\\' || (b >= 0 && b < ' ')) {
        return null;
      }
      ascii &= b >= 0;
      i++;
    }
    if (i == end || i - start > limit || !(ascii || isUtf8(start, i))) {
      return null;
    }
    position = i + 1;
    return new String(
        bytes, start, i - start, ascii ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
  }

  private boolean isUtf8(int from, int to) {
    return Utf8.firstInvalid(bytes, from, to) == Utf8.VALID;
  }

  /** An integer, or {@link #UNUSUAL}; a fraction or exponent behind it stops whoever reads on. */
  private Object integer() {
    int start = position;
    boolean negative = next() == '-';
    int first = negative ? start + 1 : start;
    long value = 0;
    int i = first;
    while (i < end && bytes[i] >= '0' && bytes[i] <= '9') {
      value = value * 10 + bytes[i] - '0';
      i++;
    }
    int digits = i - first;
    boolean plain = digits == 1 ? !(negative && value == 0) : digits > 0 && bytes[first] != '0';
    if (!plain || digits > MAX_DIGITS || i - start > limits.maxNumberLength()) {
      return UNUSUAL;
    }
    position = i;
    return negative ? -value : value;
  }

  private @Nullable Object literal(byte[] expected, @Nullable Object value) {
    int start = position;
    position = Math.min(end, start + expected.length);
    boolean spelled = Arrays.equals(bytes, start, position, expected, 0, expected.length);
    return spelled ? value : UNUSUAL;
  }
}
