package io.cleave.header;

import java.math.BigInteger;

/**
 * A number that is no {@code long}, kept as it is written: {@code 1.50}, {@code 1e3}, {@code -0},
 * {@code 18446744073709551616}. Equal numbers are those with the same text.
 */
final class NumberToken extends Number {

  private static final long serialVersionUID = 1L;

  /** So many digits always fit. */
  private static final int SURE_DIGITS = 18;

  private final String text;

  private NumberToken(String text) {
    this.text = text;
  }

  /**
   * The value of a JSON number: a {@link Long} if it is an integer that fits one, else a token.
   *
   * @param text a number as JSON writes it
   */
  static Number of(String text) {
    if (!isInteger(text)) {
      return new NumberToken(text);
    }
    if (text.length() <= SURE_DIGITS || new BigInteger(text).bitLength() < Long.SIZE) {
      return Long.valueOf(text);
    }
    return new NumberToken(text);
  }

  /** Neither fraction nor exponent, and not {@code -0}, which no integer is. */
  private static boolean isInteger(String text) {
    for (int i = text.charAt(0) == '-' ? 1 : 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return !text.equals("-0");
  }

  /** Whether this is an integer, and so one outside the range of a {@code long}. */
  boolean isInteger() {
    return isInteger(text);
  }

  @Override
  public int intValue() {
    return (int) doubleValue();
  }

  @Override
  public long longValue() {
    return (long) doubleValue(); // never by way of a BigDecimal: 1e999999999 would be written out
  }

  @Override
  public float floatValue() {
    return Float.parseFloat(text);
  }

  @Override
  public double doubleValue() {
    return Double.parseDouble(text);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NumberToken token && token.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
