package io.cleave.header;

/** Strict UTF-8, as RFC 3629 has it: what may stand on the wire and how long a text is there. */
final class Utf8 {

  /** Nothing wrong was found. */
  static final int VALID = -1;

  private Utf8() {}

  /**
   * Where the first byte stands that cannot be part of strict UTF-8: overlong forms, surrogates,
   * values above U+10FFFF, stray and missing continuation bytes.
   *
   * @return an index between {@code from} and {@code to}, or {@link #VALID}
   */
  static int firstInvalid(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to) {
      if (bytes[i] >= 0) {
        i++;
        continue;
      }
      int length = sequenceLength(bytes, i, to);
      if (length == 0) {
        return i;
      }
      i += length;
    }
    return VALID;
  }

  /** How many bytes the sequence at {@code i} has, 2..4, or 0 if it is none. */
  private static int sequenceLength(byte[] bytes, int i, int to) {
    int lead = bytes[i] & 0xFF;
    int length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (lead < 0xC2 || lead > 0xF4 || to - i < length) {
      return 0;
    }
    int second = bytes[i + 1] & 0xFF;
    if (second < lowestSecond(lead) || second > highestSecond(lead)) {
      return 0;
    }
    for (int k = 2; k < length; k++) {
      if ((bytes[i + k] & 0xC0) != 0x80) {
        return 0;
      }
    }
    return length;
  }

  private static int lowestSecond(int lead) {
    return lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80; // below: overlong
  }

  private static int highestSecond(int lead) {
    return lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF; // above: a surrogate, above U+10FFFF
  }

  /** The index of the first surrogate without its other half, or {@link #VALID}. */
  static int firstLoneSurrogate(String text) {
    int i = 0;
    while (i < text.length() && text.charAt(i) < Character.MIN_SURROGATE) {
      i++; // all of most texts
    }
    while (i < text.length()) {
      int codePoint = text.codePointAt(i);
      if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
        return i;
      }
      i += Character.charCount(codePoint);
    }
    return VALID;
  }

  /** Bytes of a text without lone surrogates. */
  static int length(String text) {
    int length = text.length();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        length += c < 0x800 || Character.isSurrogate(c) ? 1 : 2; // a pair is 2 chars and 4 bytes
      }
    }
    return length;
  }

  /** Whether a text without lone surrogates has more bytes than that. */
  static boolean isLonger(String text, int limit) {
    if (text.length() > limit) {
      return true;
    }
    return text.length() > limit / 3 && length(text) > limit; // a char has at most 3 bytes
  }
}
