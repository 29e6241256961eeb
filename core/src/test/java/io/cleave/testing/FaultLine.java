package io.cleave.testing;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Arrays;
import java.util.Locale;

/**
 * Prints the one line by which a fault row reports what was done: {@code FAULT F1 100 000 splits, 0
 * differences}.
 *
 * <p>Whole numbers are grouped by blanks, so that nobody has to count zeros.
 */
public final class FaultLine {

  private FaultLine() {}

  /**
   * Prints the line of a row.
   *
   * @param row the row's name, {@code F1}
   * @param format the figures, with {@code %s} where an argument goes
   * @param arguments integers are grouped, anything else is printed as it is
   */
  @SuppressWarnings("SystemOut") // the line is for whoever watches the build
  public static void print(String row, String format, Object... arguments) {
    System.out.println(line(row, format, arguments));
  }

  static String line(String row, String format, Object... arguments) {
    Object[] shown = Arrays.stream(arguments).map(FaultLine::shown).toArray();
    return "FAULT " + row + " " + String.format(Locale.ROOT, format, shown);
  }

  private static Object shown(Object argument) {
    return argument instanceof Integer || argument instanceof Long
        ? grouped(((Number) argument).longValue())
        : argument;
  }

  private static String grouped(long number) {
    DecimalFormatSymbols symbols = DecimalFormatSymbols.getInstance(Locale.ROOT);
    symbols.setGroupingSeparator(' ');
    return new DecimalFormat("#,##0", symbols).format(number);
  }
}
