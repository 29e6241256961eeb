package io.cleave.benchmarks.suite;

import java.util.regex.Pattern;

/**
 * What a row has to reach.
 *
 * @param row its name on the command line
 * @param what is measured
 * @param group whose figures are compared
 * @param cells which of its loads count; the worst of them is the row
 * @param ours the system that has to reach it
 * @param peer the one it is compared with; where none is, what the limit is
 * @param compared what the target is a target of
 * @param bound from below or above
 * @param target the number; not a number if the row is only shown
 * @param reason why that much
 */
record Target(
    String row,
    String what,
    String group,
    Pattern cells,
    String ours,
    String peer,
    Compared compared,
    Bound bound,
    double target,
    String reason) {

  /** What is held against the target. */
  enum Compared {
    /** With {@link Bound#AT_LEAST} how many times better, with the other how many times as dear. */
    RATIO,
    /** Our figure alone. */
    VALUE,
    /** The heap our side allocates for each. */
    HEAP
  }

  private static final Pattern ALL = Pattern.compile("");

  /** What a target is of; the number and its reason come with the second call. */
  static Target of(String row, String group, String ours, Compared compared, String peer) {
    return new Target(
        row, "", group, ALL, ours, peer, compared, Bound.AT_LEAST, Double.NaN, "only shown");
  }

  Target what(String value) {
    return new Target(row, value, group, cells, ours, peer, compared, bound, target, reason);
  }

  /** Only loads in whose name this is found. */
  Target in(String cellPattern) {
    Pattern pattern = Pattern.compile(cellPattern);
    return new Target(row, what, group, pattern, ours, peer, compared, bound, target, reason);
  }

  Target atLeast(double value, String because) {
    return bounded(Bound.AT_LEAST, value, because);
  }

  Target atMost(double value, String because) {
    return bounded(Bound.AT_MOST, value, because);
  }

  private Target bounded(Bound newBound, double value, String because) {
    return new Target(row, what, group, cells, ours, peer, compared, newBound, value, because);
  }

  boolean isOnlyShown() {
    return Double.isNaN(target);
  }

  /** Whether a figure is needed for it. */
  boolean needs(String figureGroup, String cell, String system) {
    return group.equals(figureGroup)
        && counts(cell)
        && (system.equals(ours) || system.equals(peer));
  }

  boolean counts(String cell) {
    return cells.matcher(cell).find();
  }
}
