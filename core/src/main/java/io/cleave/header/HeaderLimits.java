package io.cleave.header;

import java.util.function.IntSupplier;

/**
 * How large a header may be, for reading and for writing alike.
 *
 * <pre>{@code
 *                    default      from   to
 * maxLength          65 536       2      16 777 216   bytes, white space around the object included
 * maxDepth           16           1      64           objects and lists inside each other; the header is 1
 * maxTokens          2 048        2      16 777 216   see below
 * maxNumberLength    32           1      1 000        characters of the number as it is written
 * maxNameLength      128          1      65 536       bytes
 * maxStringLength    8 192        0      16 777 216   bytes
 * }</pre>
 *
 * <p>Names and strings are measured as the UTF-8 bytes of their text, after escapes are resolved:
 * it does not matter how a peer spelled them, and what was read can be written again. A token is
 * each of <code>{ } [ ]</code>, each name, and each string, number, {@code true}, {@code false} or
 * {@code null}; so <code>{"a":1}</code> has four, and commas and colons are none.
 *
 * <p><b>Threading.</b> Immutable.
 *
 * @param maxLength bytes of the whole header
 * @param maxDepth objects and lists inside each other, the header itself included
 * @param maxTokens tokens of the whole header
 * @param maxNumberLength characters of one number
 * @param maxNameLength bytes of one name
 * @param maxStringLength bytes of one string
 */
public record HeaderLimits(
    int maxLength,
    int maxDepth,
    int maxTokens,
    int maxNumberLength,
    int maxNameLength,
    int maxStringLength) {

  /** The limits of a connection that says nothing else. */
  public static final HeaderLimits DEFAULT = new HeaderLimits(65_536, 16, 2_048, 32, 128, 8_192);

  /** The shortest header is <code>{}</code>. */
  static final int MIN_LENGTH = 2;

  /** No limits let a header be deeper: what walks over one may recurse. */
  static final int HIGHEST_DEPTH = 64;

  /** For a header that is no bytes yet. */
  static final IntSupplier NOWHERE = () -> HeaderException.NO_OFFSET;

  private static final int HIGHEST_LENGTH = 16 << 20;

  /** As much as any limits can allow. */
  static final HeaderLimits WIDEST =
      new HeaderLimits(
          HIGHEST_LENGTH, HIGHEST_DEPTH, HIGHEST_LENGTH, 1_000, 65_536, HIGHEST_LENGTH);

  /** Checks every limit. */
  public HeaderLimits {
    requireRange("maxLength", maxLength, MIN_LENGTH, HIGHEST_LENGTH);
    requireRange("maxDepth", maxDepth, 1, HIGHEST_DEPTH);
    requireRange("maxTokens", maxTokens, 2, HIGHEST_LENGTH);
    requireRange("maxNumberLength", maxNumberLength, 1, 1_000);
    requireRange("maxNameLength", maxNameLength, 1, 65_536);
    requireRange("maxStringLength", maxStringLength, 0, HIGHEST_LENGTH);
  }

  /**
   * The same with another length.
   *
   * @param value bytes, 2..16 777 216
   * @return the new limits
   */
  public HeaderLimits withMaxLength(int value) {
    return new HeaderLimits(
        value, maxDepth, maxTokens, maxNumberLength, maxNameLength, maxStringLength);
  }

  /**
   * The same with another depth.
   *
   * @param value objects and lists inside each other, 1..64
   * @return the new limits
   */
  public HeaderLimits withMaxDepth(int value) {
    return new HeaderLimits(
        maxLength, value, maxTokens, maxNumberLength, maxNameLength, maxStringLength);
  }

  /**
   * The same with another number of tokens.
   *
   * @param value tokens, 2..16 777 216
   * @return the new limits
   */
  public HeaderLimits withMaxTokens(int value) {
    return new HeaderLimits(
        maxLength, maxDepth, value, maxNumberLength, maxNameLength, maxStringLength);
  }

  /**
   * The same with another length of numbers.
   *
   * @param value characters, 1..1 000
   * @return the new limits
   */
  public HeaderLimits withMaxNumberLength(int value) {
    return new HeaderLimits(maxLength, maxDepth, maxTokens, value, maxNameLength, maxStringLength);
  }

  /**
   * The same with another length of names.
   *
   * @param value bytes, 1..65 536
   * @return the new limits
   */
  public HeaderLimits withMaxNameLength(int value) {
    return new HeaderLimits(
        maxLength, maxDepth, maxTokens, maxNumberLength, value, maxStringLength);
  }

  /**
   * The same with another length of strings.
   *
   * @param value bytes, 0..16 777 216
   * @return the new limits
   */
  public HeaderLimits withMaxStringLength(int value) {
    return new HeaderLimits(maxLength, maxDepth, maxTokens, maxNumberLength, maxNameLength, value);
  }

  void requireLength(int length) {
    if (length < MIN_LENGTH || length > maxLength) {
      throw new HeaderException(
          "header of " + length + " bytes (expected: " + MIN_LENGTH + ".." + maxLength + ")");
    }
  }

  void requireDepth(int depth, IntSupplier where) {
    if (depth > maxDepth) {
      throw new HeaderException(
          "header nested " + depth + " deep (expected: at most " + maxDepth + ")",
          where.getAsInt());
    }
  }

  void requireTokens(int tokens, IntSupplier where) {
    if (tokens > maxTokens) {
      throw new HeaderException(
          "header of " + tokens + " or more tokens (expected: at most " + maxTokens + ")",
          where.getAsInt());
    }
  }

  void requireNumber(String number, IntSupplier where) {
    if (number.length() > maxNumberLength) {
      throw tooLong("number", number, number.length() + " characters", maxNumberLength, where);
    }
  }

  void requireName(String name, IntSupplier where) {
    if (Utf8.isLonger(name, maxNameLength)) {
      throw tooLong("name", name, Utf8.length(name) + " bytes", maxNameLength, where);
    }
  }

  void requireString(String string, IntSupplier where) {
    if (Utf8.isLonger(string, maxStringLength)) {
      throw tooLong("string", string, Utf8.length(string) + " bytes", maxStringLength, where);
    }
  }

  private static HeaderException tooLong(
      String kind, String text, String length, int limit, IntSupplier where) {
    return new HeaderException(
        kind + " of " + length + " (expected: at most " + limit + "): " + PeerText.quote(text),
        where.getAsInt());
  }

  private static void requireRange(String name, int value, int from, int to) {
    if (value < from || value > to) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: " + from + ".." + to + ")");
    }
  }
}
