package io.cleave.header;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes headers as most programs make them, in one pass that compares with the limits as it goes:
 * ASCII without escapes, and as much of it as fits the array of a thread.
 *
 * <p>It knows no errors. At the first character that is out of the ordinary, and at every limit
 * passed, it gives up, and the header is measured and written by {@link HeaderExtent} and {@link
 * HeaderWriter}. So what it writes has to be what they do; {@code HeaderWritersTest} compares them.
 */
final class CanonicalWriter {

  /** In place of a number of bytes: another has to write it. */
  static final int UNUSUAL = -1;

  /**
   * A colon, an integer and a comma behind a text, or the two words a short text is written as:
   * room for them is seen to at once.
   */
  private static final int ROOM = 32;

  /** The two digits of 0..99. */
  private static final byte[] PAIRS = new byte[200];

  private static final long[] POWERS_OF_TEN = new long[19];

  static {
    for (int i = 0; i < 100; i++) {
      PAIRS[2 * i] = (byte) ('0' + i / 10);
      PAIRS[2 * i + 1] = (byte) ('0' + i % 10);
    }
    for (long i = 0, power = 1; i < POWERS_OF_TEN.length; i++, power *= 10) {
      POWERS_OF_TEN[(int) i] = power;
    }
  }

  private final byte[] out;
  private final SeenTexts texts;
  private final HeaderLimits limits;
  private int position;
  private int tokens;

  private CanonicalWriter(byte[] out, SeenTexts texts, HeaderLimits limits) {
    this.out = out;
    this.texts = texts;
    this.limits = limits;
  }

  /**
   * Writes a header from the beginning of an array on, and one name more with an integer.
   *
   * @param name not in the header; {@code null} for none
   * @param out of any length
   * @param texts what this thread has written before
   * @return the bytes written, or {@link #UNUSUAL}
   */
  static int write(
      Header header,
      @Nullable String name,
      long value,
      byte[] out,
      SeenTexts texts,
      HeaderLimits limits) {
    CanonicalWriter writer = new CanonicalWriter(out, texts, limits);
    boolean written =
        writer.fields(header, 1)
            && (name == null || writer.last(name, value, header.isEmpty()))
            && writer.put('}')
            && writer.tokens <= limits.maxTokens()
            && writer.position <= limits.maxLength();
    return written ? writer.position : UNUSUAL;
  }

  /** The opening brace, all names and values. */
  private boolean fields(Header header, int depth) {
    if (!open('{', depth)) {
      return false;
    }
    for (int i = 0; i < header.size(); i++) {
      if (i > 0) {
        out[position++] = ',';
      }
      if (!name(header.nameAt(i)) || !value(header.valueAt(i), depth)) {
        return false;
      }
    }
    return true;
  }

  private boolean last(String name, long value, boolean first) {
    if (!first) {
      out[position++] = ',';
    }
    return name(name) && integer(value);
  }

  /** A name and the colon. */
  private boolean name(String name) {
    if (!text(name, limits.maxNameLength())) {
      return false;
    }
    out[position++] = ':';
    return true;
  }

  private boolean value(@Nullable Object value, int outerDepth) {
    if (value instanceof String string) {
      return text(string, limits.maxStringLength());
    }
    if (value instanceof Long number) {
      return integer(number);
    }
    if (value instanceof Header header) {
      return fields(header, outerDepth + 1) && put('}');
    }
    if (value instanceof List<?> list) {
      return list(list, outerDepth + 1);
    }
    return (value == null || value instanceof Boolean) && word(String.valueOf(value));
  }

  private boolean list(List<?> list, int depth) {
    if (!open('[', depth)) {
      return false;
    }
    for (int i = 0; i < list.size(); i++) {
      if (i > 0) {
        out[position++] = ',';
      }
      if (!value(list.get(i), depth)) {
        return false;
      }
    }
    return put(']');
  }

  /** An opening bracket, counted with the closing one. */
  private boolean open(char bracket, int depth) {
    tokens += 2;
    return depth <= limits.maxDepth() && put(bracket);
  }

  private boolean put(char bracket) {
    if (out.length - position < ROOM) {
      return false;
    }
    out[position++] = (byte) bracket;
    return true;
  }

  private boolean text(String text, int limit) {
    int length = text.length();
    if (length > limit || length > out.length - position - ROOM) {
      return false;
    }
    out[position] = '"';
    int start = position + 1;
    SeenTexts.Seen seen = length > SeenTexts.MAX_LENGTH ? null : texts.find(text);
    if (seen != null) {
      seen.write(out, start);
    } else if (!characters(text, start)) {
      return false;
    }
    position = start + length + 1;
    out[position - 1] = '"';
    tokens++;
    return true;
  }

  private boolean characters(String text, int start) {
    int length = text.length();
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (!HeaderWriter.isPlain(c)) {
        return false;
      }
      out[start + i] = (byte) c;
    }
    if (length <= SeenTexts.MAX_LENGTH) {
      texts.remember(text, out, start, length);
    }
    return true;
  }

  /** {@code true}, {@code false} or {@code null}. */
  @SuppressWarnings("deprecation") // it takes the low byte of each character: these have no other
  private boolean word(String word) {
    if (out.length - position < ROOM) {
      return false;
    }
    word.getBytes(0, word.length(), out, position);
    position += word.length();
    tokens++;
    return true;
  }

  private boolean integer(long value) {
    long rest = Math.abs(value); // negative still for the one without a positive counterpart
    int digits = digits(rest);
    int length = value < 0 ? digits + 1 : digits;
    if (rest < 0 || length > limits.maxNumberLength() || out.length - position < ROOM) {
      return false;
    }
    out[position] = '-';
    position += length;
    tokens++;
    int at = position;
    while (rest >= 100) {
      int pair = (int) (rest % 100);
      rest /= 100;
      out[--at] = PAIRS[2 * pair + 1];
      out[--at] = PAIRS[2 * pair];
    }
    out[--at] = PAIRS[2 * (int) rest + 1];
    if (rest >= 10) {
      out[--at] = PAIRS[2 * (int) rest];
    }
    return true;
  }

  private static int digits(long value) {
    int digits = 1;
    while (digits < POWERS_OF_TEN.length && value >= POWERS_OF_TEN[digits]) {
      digits++;
    }
    return digits;
  }
}
