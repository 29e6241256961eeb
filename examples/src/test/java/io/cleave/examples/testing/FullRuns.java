package io.cleave.examples.testing;

/**
 * How often a test repeats itself: a hundredth of the full count in every build, the full count
 * with {@code -Dcleave.full}; as in {@code core}.
 */
public final class FullRuns {
  private static final int FLOOR = 20;
  private static final int SHARE = 100;

  private FullRuns() {}

  /** Tells whether full counts were asked for. */
  public static boolean requested() {
    return !System.getProperty("cleave.full", "false").equals("false");
  }

  /**
   * The number of runs to do now.
   *
   * @param full the count of the row in its full form
   * @return {@code full}, or a hundredth of it but at least 20
   */
  public static int count(int full) {
    return requested() ? full : Math.max(Math.min(FLOOR, full), full / SHARE);
  }
}
