package io.cleave.header;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.TokenStreamLocation;

/** The bytes of one header, looked at before any parser sees them. */
final class HeaderBytes {

  private static final int ESCAPE_DIGITS = 4;

  private final byte[] array;
  private final int start;
  private final int end;

  HeaderBytes(byte[] array, int start, int length) {
    this.array = array;
    this.start = start;
    this.end = start + length;
  }

  /** Refuses everything but strict UTF-8 that begins with an object. */
  void requireUtf8Object() {
    requireNoByteOrderMark();
    int nul = firstNul();
    if (nul != Utf8.VALID) {
      throw new HeaderException(
          "header with a NUL byte: UTF-16 or UTF-32? (expected: UTF-8)", nul - start);
    }
    int invalid = Utf8.firstInvalid(array, start, end);
    if (invalid != Utf8.VALID) {
      throw new HeaderException(
          "header with byte " + hex(invalid) + ", which is no UTF-8 there (expected: strict UTF-8)",
          invalid - start);
    }
    requireBrace();
    requireHexadecimalEscapes();
  }

  private void requireNoByteOrderMark() {
    boolean utf8 = startsWith(0xEF, 0xBB, 0xBF);
    if (utf8 || startsWith(0xFE, 0xFF) || startsWith(0xFF, 0xFE)) {
      String kind = utf8 ? "UTF-8" : "UTF-16 or UTF-32";
      throw new HeaderException(
          "header with a byte order mark of " + kind + " (expected: UTF-8 without one)", 0);
    }
  }

  private void requireBrace() {
    int i = start;
    while (i < end && isSpace(array[i])) {
      i++;
    }
    if (i == end) {
      throw new HeaderException("header of white space alone (expected: a JSON object)");
    }
    if (array[i] != '{') {
      throw new HeaderException(
          "header that starts with " + shown(i) + " (expected: a JSON object, \"{\")", i - start);
    }
  }

  /**
   * Four ASCII digits behind each escaped u. Jackson 3.2.4 looks at the low eight bits of a
   * character only, and takes U+0B64 for the digit d.
   */
  private void requireHexadecimalEscapes() {
    int i = start;
    while (i < end - 1) {
      if (array[i] != '\\') {
        i++;
      } else if (array[i + 1] == 'u' && !hasHexadecimals(i + 2)) {
        throw new HeaderException(
            "header with an escape that is no \\u and four hexadecimal digits", i - start);
      } else {
        i += 2; // the backslash and what it escapes
      }
    }
  }

  private boolean hasHexadecimals(int from) {
    if (end - from < ESCAPE_DIGITS) {
      return false;
    }
    for (int i = from; i < from + ESCAPE_DIGITS; i++) {
      byte b = array[i];
      boolean letter = (b >= 'a' && b <= 'f') || (b >= 'A' && b <= 'F');
      if (!letter && (b < '0' || b > '9')) {
        return false;
      }
    }
    return true;
  }

  /** Which byte of the header a place is; Jackson counts characters here. */
  int offsetOf(@Nullable TokenStreamLocation location) {
    if (location == null) {
      return HeaderException.NO_OFFSET;
    }
    if (location.getByteOffset() >= 0) {
      return (int) location.getByteOffset();
    }
    long chars = location.getCharOffset();
    int i = start;
    while (i < end && chars > 0) {
      int lead = array[i] & 0xFF;
      chars -= lead < 0xF0 ? 1 : 2;
      i += lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    }
    return Math.min(i, end) - start;
  }

  private int firstNul() {
    for (int i = start; i < end; i++) {
      if (array[i] == 0) {
        return i;
      }
    }
    return Utf8.VALID;
  }

  private boolean startsWith(int... mark) {
    for (int i = 0; i < mark.length; i++) {
      if (start + i == end || (array[start + i] & 0xFF) != mark[i]) {
        return false;
      }
    }
    return true;
  }

  private String shown(int i) {
    return array[i] > ' ' ? PeerText.quote(String.valueOf((char) array[i])) : hex(i);
  }

  private String hex(int i) {
    return String.format("0x%02X", array[i]);
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }
}
