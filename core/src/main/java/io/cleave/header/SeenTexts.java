package io.cleave.header;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Short texts this thread has read or written before, names of headers and values that come again,
 * such as routes: what was read is not made again, and what was written is not looked through
 * again.
 *
 * <p>Tables of a fixed size, in which a new text takes the place of an old one: whatever peers
 * send, they do not grow, and the worst that can be reached is that nothing is found in them.
 */
final class SeenTexts {

  /** Bytes of the longest text that is kept: two words. */
  static final int MAX_LENGTH = 2 * Words.LENGTH;

  private static final int SLOTS = 256;

  /** Odd, with bits all over: the highest bits of a product depend on all bits of a factor. */
  private static final long MIXER = 0x9E37_79B9_7F4A_7C15L;

  /** The highest bits that say a slot. */
  private static final int SLOT_SHIFT = Long.SIZE - Integer.numberOfTrailingZeros(SLOTS);

  /** A text of ASCII. */
  static final class Seen {
    final String text;
    final int length;
    private final long first;
    private final long second;

    /** What a word has in all bytes of the text. */
    private final long inFirst;

    private final long inSecond;

    private Seen(String text, long first, long second) {
      this.text = text;
      this.length = text.length();
      this.first = first;
      this.second = second;
      this.inFirst = Words.lowest(Math.min(length, Words.LENGTH));
      this.inSecond = Words.lowest(Math.max(length - Words.LENGTH, 0));
    }

    /** Writes this text, and anything up to {@link #MAX_LENGTH} bytes. */
    void write(byte[] out, int start) {
      Words.put(out, start, first);
      Words.put(out, start + Words.LENGTH, second);
    }

    /** Whether this text stands there, with a quote and a colon behind it. */
    boolean isNameAt(byte[] bytes, int start) {
      long other = (Words.at(bytes, start) & inFirst) ^ first;
      other |= (Words.at(bytes, start + Words.LENGTH) & inSecond) ^ second;
      return other == 0 && bytes[start + length] == '"' && bytes[start + length + 1] == ':';
    }
  }

  private final @Nullable Seen[] table = new @Nullable Seen[SLOTS];
  private final @Nullable Seen[] written = new @Nullable Seen[SLOTS];

  /**
   * The text of so many bytes, all of them ASCII and none of them zero.
   *
   * @param length at most {@link #MAX_LENGTH}
   */
  Seen get(byte[] bytes, int start, int length) {
    long first = Words.first(bytes, start, length);
    long second = Words.second(bytes, start, length);
    int slot = (int) ((((first * MIXER) ^ second) * MIXER) >>> SLOT_SHIFT);
    Seen seen = table[slot];
    if (seen == null || seen.first != first || seen.second != second) {
      String text = new String(bytes, start, length, StandardCharsets.ISO_8859_1);
      seen = new Seen(text, first, second);
      table[slot] = seen;
    }
    return seen;
  }

  /** The same text, if it was written before and is remembered. */
  @Nullable Seen find(String text) {
    Seen seen = written[slotOf(text)];
    return seen != null && seen.text.equals(text) ? seen : null;
  }

  /**
   * Remembers what was written.
   *
   * @param length its characters, each of them one byte of ASCII; at most {@link #MAX_LENGTH}
   */
  void remember(String text, byte[] bytes, int start, int length) {
    long first = Words.first(bytes, start, length);
    long second = Words.second(bytes, start, length);
    written[slotOf(text)] = new Seen(text, first, second);
  }

  private static int slotOf(String text) {
    int hash = text.hashCode();
    return (hash ^ (hash >>> 16)) & (SLOTS - 1);
  }
}
