package io.cleave.header;

import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes headers: compact JSON in UTF-8, names in order, numbers as they are kept. Escaped are the
 * quote, the backslash and the control characters U+0000..U+001F and U+007F..U+009F, so that the
 * text harms no terminal; everything else stands as it is.
 */
final class HeaderWriter {

  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };

  /** The bytes of an escaped control character, <code>&#92;u001b</code>. */
  private static final int UNICODE_ESCAPE_LENGTH = 6;

  private final byte[] out;
  private int position;

  private HeaderWriter(byte[] out, int position) {
    this.out = out;
    this.position = position;
  }

  /**
   * Writes at the writer index what a reader with these limits takes, and refuses the rest.
   *
   * @param name of an integer more, or of another one than the header has; {@code null} for none
   */
  static void write(
      Header header, @Nullable String name, long value, ByteBuf out, HeaderLimits limits) {
    Scratch scratch = Scratch.get();
    byte[] bytes = scratch.atLeast(0);
    boolean more = name != null && !header.has(name);
    int written =
        name == null || more
            ? CanonicalWriter.write(header, name, value, bytes, scratch.texts(), limits)
            : CanonicalWriter.UNUSUAL;
    if (written != CanonicalWriter.UNUSUAL) {
      out.writeBytes(bytes, 0, written);
      return;
    }
    Header whole = name == null ? header : header.with(name, value);
    whole.extent().require(limits);
    write(whole, out);
  }

  private static void write(Header header, ByteBuf out) {
    int length = requireArrayLength(header);
    out.ensureWritable(length);
    if (out.hasArray()) {
      int start = out.writerIndex();
      new HeaderWriter(out.array(), out.arrayOffset() + start).header(header);
      out.writerIndex(start + length);
    } else {
      byte[] scratch = Scratch.get().atLeast(length);
      new HeaderWriter(scratch, 0).header(header);
      out.writeBytes(scratch, 0, length);
    }
  }

  static byte[] bytes(Header header) {
    byte[] bytes = new byte[requireArrayLength(header)];
    new HeaderWriter(bytes, 0).header(header);
    return bytes;
  }

  private static int requireArrayLength(Header header) {
    int length = header.encodedLength();
    if (length == Integer.MAX_VALUE) {
      throw new HeaderException("header of 2147483647 bytes or more (expected: fewer)");
    }
    return length;
  }

  /** The bytes of a text, quotes included. */
  static long lengthOf(String text) {
    long length = 2L + text.length();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isPlain(c)) {
        length += unusualLength(c) - 1;
      }
    }
    return length;
  }

  /** The bytes of an integer. */
  static int lengthOf(long value) {
    int length = value < 0 ? 2 : 1;
    for (long rest = value / 10; rest != 0; rest /= 10) {
      length++;
    }
    return length;
  }

  static boolean isPlain(char c) {
    return c >= ' ' && c < 0x7F && c != '"' && c != '\\';
  }

  private static int unusualLength(char c) {
    if (c < 0xA0) {
      return shortEscape(c) == 0 ? UNICODE_ESCAPE_LENGTH : 2;
    }
    return c < 0x800 || Character.isSurrogate(c) ? 2 : 3; // a pair of surrogates is 4
  }

  /** The letter behind the backslash, or 0 if there is none for it. */
  private static byte shortEscape(char c) {
    return switch (c) {
      case '"', '\\' -> (byte) c;
      case '\b' -> 'b';
      case '\t' -> 't';
      case '\n' -> 'n';
      case '\f' -> 'f';
      case '\r' -> 'r';
      default -> 0;
    };
  }

  private void header(Header header) {
    put('{');
    for (int i = 0; i < header.size(); i++) {
      if (i > 0) {
        put(',');
      }
      text(header.nameAt(i));
      put(':');
      value(header.valueAt(i));
    }
    put('}');
  }

  private void value(@Nullable Object value) {
    if (value instanceof String string) {
      text(string);
    } else if (value instanceof Long number) {
      integer(number);
    } else if (value instanceof Header header) {
      header(header);
    } else if (value instanceof List<?> list) {
      list(list);
    } else {
      ascii(String.valueOf(value)); // true, false, null, a number as it is kept
    }
  }

  private void list(List<?> list) {
    put('[');
    for (int i = 0; i < list.size(); i++) {
      if (i > 0) {
        put(',');
      }
      value(list.get(i));
    }
    put(']');
  }

  private void integer(long value) {
    if (value == Long.MIN_VALUE) {
      ascii(Long.toString(value)); // it has no positive counterpart
      return;
    }
    int end = position + lengthOf(value);
    int at = end;
    long rest = Math.abs(value);
    do {
      out[--at] = HEX[(int) (rest % 10)];
      rest /= 10;
    } while (rest != 0);
    if (value < 0) {
      out[--at] = '-';
    }
    position = end;
  }

  private void ascii(String text) {
    for (int i = 0; i < text.length(); i++) {
      put(text.charAt(i));
    }
  }

  private void text(String text) {
    put('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isPlain(c)) {
        put(c);
      } else if (c < 0xA0) {
        escaped(c);
      } else if (Character.isHighSurrogate(c)) {
        fourBytes(text.codePointAt(i)); // the other half stands behind it: that was checked
      } else if (!Character.isLowSurrogate(c)) {
        twoOrThreeBytes(c);
      }
    }
    put('"');
  }

  private void escaped(char c) {
    put('\\');
    byte letter = shortEscape(c);
    if (letter != 0) {
      put(letter);
      return;
    }
    put('u');
    put('0');
    put('0');
    put(HEX[c >> 4]);
    put(HEX[c & 0xF]);
  }

  private void twoOrThreeBytes(char c) {
    if (c < 0x800) {
      put(0xC0 | c >> 6);
    } else {
      put(0xE0 | c >> 12);
      continuation(c >> 6);
    }
    continuation(c);
  }

  private void fourBytes(int codePoint) {
    put(0xF0 | codePoint >> 18);
    continuation(codePoint >> 12);
    continuation(codePoint >> 6);
    continuation(codePoint);
  }

  /** The lowest six bits, in a byte that goes on. */
  private void continuation(int bits) {
    put(0x80 | (bits & 0x3F));
  }

  private void put(int b) {
    out[position++] = (byte) b;
  }
}
