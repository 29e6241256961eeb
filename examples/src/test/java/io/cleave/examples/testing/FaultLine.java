package io.cleave.examples.testing;

import java.util.Arrays;
import java.util.Locale;

/** Prints the one line by which a fault row reports what was done, as in {@code core}. */
public final class FaultLine {
  private FaultLine() {}

  /**
   * Prints the line of a row.
   *
   * @param row the row's name, {@code X1}
   * @param format the figures, with {@code %s} where an argument goes
   * @param arguments whole numbers are grouped by blanks, anything else is printed as it is
   */
  @SuppressWarnings("SystemOut") // the line is for whoever watches the build
  public static void print(String row, String format, Object... arguments) {
    Object[] shown = Arrays.stream(arguments).map(FaultLine::shown).toArray();
    System.out.println("FAULT " + row + " " + String.format(Locale.ROOT, format, shown));
  }

  private static Object shown(Object argument) {
    return argument instanceof Integer || argument instanceof Long
        ? grouped(((Number) argument).longValue())
        : argument;
  }

  static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number).replace(',', ' ');
  }
}
