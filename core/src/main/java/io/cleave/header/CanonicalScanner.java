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

  /** So many digits always fit a {@code long}. */
  private static final int MAX_DIGITS = 18;

  /** In place of a value: give up. {@code null} is a value. */
  private static final Object UNUSUAL = new Object();

  private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
  private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
  private static final byte[] NULL = {'n', 'u', 'l', 'l'};

  /** In place of a byte: there is none. Where a header has it, nothing expects it. */
  private static final byte END = 0;

  private static final byte[] NO_BYTES = {};

  private final SeenTexts texts;
  private byte[] bytes = NO_BYTES; // a word of zeros behind the end: no step has to compare with it
  private int end;
  private HeaderLimits limits = HeaderLimits.DEFAULT;
  private int position;
  private int tokens;
  private final ReadNames names = new ReadNames();

  /**
   * A scanner of one thread.
   *
   * @param texts what this thread has read before
   */
  CanonicalScanner(SeenTexts texts) {
    this.texts = texts;
  }

  /**
   * The header, or {@code null} if {@link JacksonReader} has to read it.
   *
   * @param bytes start with the header; the {@link Words#PADDING} bytes behind it are overwritten
   */
  @Nullable Header scan(byte[] bytes, int length, HeaderLimits limits) {
    Words.put(bytes, length, END);
    this.bytes = bytes;
    this.end = length;
    this.limits = limits;
    position = 0;
    tokens = 0;
    Object header = next() == '{' ? object(1) : UNUSUAL;
    boolean whole = header != UNUSUAL && isAtEnd();
    this.bytes = NO_BYTES; // perhaps long
    return whole ? (Header) header : null;
  }

  private boolean isAtEnd() {
    return next() == END && position == end;
  }

  /** The byte behind white space, not yet taken, or {@link #END}. */
  private byte next() {
    byte b = bytes[position];
    while (b <= ' ' && (b == ' ' || b == '\n' || b == '\r' || b == '\t')) {
      position++;
      b = bytes[position];
    }
    return b;
  }

  private @Nullable Object value(int outerDepth) {
    tokens++;
    byte first = next();
    if (first == '"') {
      String string = string(limits.maxStringLength());
      return string == null ? UNUSUAL : string;
    }
    if (first <= '9') {
      return integer();
    }
    return switch (first) {
      case '{' -> object(outerDepth + 1);
      case '[' -> list(outerDepth + 1);
      case 't' -> literal(TRUE, true);
      case 'f' -> literal(FALSE, false);
      case 'n' -> literal(NULL, null);
      default -> UNUSUAL;
    };
  }

  /** From the opening brace on: a {@link Header} or {@link #UNUSUAL}. */
  private Object object(int depth) {
    if (!enter(depth)) {
      return UNUSUAL;
    }
    if (next() == '}') {
      position++;
      return Header.empty();
    }
    ReadNames names = (depth == 1 ? this.names : new ReadNames()).begin();
    @Nullable Object[] values = new @Nullable Object[ReadNames.FEW];
    byte after = ',';
    while (after == ',') {
      int i = names.size();
      if (i == values.length) {
        values = Arrays.copyOf(values, ReadNames.MAX_SIZE);
      }
      if (!name(names)) {
        return UNUSUAL;
      }
      values[i] = value(depth);
      if (values[i] == UNUSUAL || tokens > limits.maxTokens()) {
        return UNUSUAL;
      }
      after = next();
      position++;
    }
    return after == '}' ? new Header(names.end(), values, names.size()) : UNUSUAL;
  }

  /** A name and the colon behind it; whether there is one that has not come before. */
  private boolean name(ReadNames names) {
    if (next() != '"') {
      return false;
    }
    tokens++;
    int start = position + 1;
    int limit = limits.maxNameLength();
    SeenTexts.Seen expected = names.expected();
    if (expected != null && expected.isNameAt(bytes, start) && expected.length <= limit) {
      position = start + expected.length + 2;
      names.addExpected();
      return true;
    }
    String name = string(limit);
    if (name == null) {
      return false;
    }
    int length = position - start - 1;
    boolean isShort = length == name.length() && length <= SeenTexts.MAX_LENGTH;
    boolean isFirst = names.add(name, isShort ? texts.get(bytes, start, length) : null);
    boolean colon = next() == ':';
    position++;
    return isFirst && colon;
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
      if (element == UNUSUAL || tokens > limits.maxTokens()) {
        return UNUSUAL; // at once: each further step could be one behind the padding
      }
      int after = next();
      position++;
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
    long ends = Words.textEnds(Words.at(bytes, i));
    while (ends == 0) {
      i += Words.LENGTH;
      ends = Words.textEnds(Words.at(bytes, i));
    }
    i += Words.before(ends);
    if (bytes[i] != '"') {
      return bytes[i] < 0 ? beyondAscii(start, i, limit) : null;
    }
    int length = i - start;
    if (length > limit) {
      return null;
    }
    position = i + 1;
    return length <= SeenTexts.MAX_LENGTH
        ? texts.get(bytes, start, length).text
        : new String(bytes, start, length, StandardCharsets.ISO_8859_1);
  }

  /** A text that is ASCII only up to a byte; {@code null} to give up. */
  private @Nullable String beyondAscii(int start, int ascii, int limit) {
    int i = ascii;
    byte b = bytes[i];
    while (b != '"') {
      if (b == '\\' || (b >= 0 && b < ' ')) {
        return null;
      }
      i++;
      b = bytes[i];
    }
    if (i - start > limit || Utf8.firstInvalid(bytes, ascii, i) != Utf8.VALID) {
      return null;
    }
    position = i + 1;
    return new String(bytes, start, i - start, StandardCharsets.UTF_8);
  }

  /** An integer, or {@link #UNUSUAL}; a fraction or exponent behind it stops whoever reads on. */
  private Object integer() {
    int start = position;
    boolean negative = bytes[start] == '-';
    int first = negative ? start + 1 : start;
    int i = first;
    long value = 0;
    int count;
    do {
      long word = Words.at(bytes, i);
      count = Words.digits(word);
      value = count == 0 ? value : Words.append(value, word, count);
      i += count;
    } while (count == Words.LENGTH && i - first <= MAX_DIGITS);
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
