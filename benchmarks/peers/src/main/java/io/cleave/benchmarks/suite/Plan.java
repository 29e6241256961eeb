package io.cleave.benchmarks.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * What is to be measured.
 *
 * @param form how much of it
 * @param targets the rows wanted
 * @param whole whether these are all rows: then figures are taken too that only charts show
 */
record Plan(Form form, List<Target> targets, boolean whole) {
  /** All rows, or those of these names. */
  static Plan of(Form form, List<String> only) {
    if (only.isEmpty()) {
      return new Plan(form, Targets.ALL, true);
    }
    List<Target> chosen = new ArrayList<>();
    TreeSet<String> unknown = new TreeSet<>(only);
    for (Target target : Targets.ALL) {
      if (only.contains(target.row())) {
        chosen.add(target);
        unknown.remove(target.row());
      }
    }
    if (!unknown.isEmpty()) {
      List<String> rows = Targets.ALL.stream().map(Target::row).toList();
      throw new IllegalArgumentException("row: " + unknown + " (expected: of " + rows + ")");
    }
    return new Plan(form, List.copyOf(chosen), false);
  }

  boolean wants(String group) {
    return whole || targets.stream().anyMatch(target -> target.group().equals(group));
  }

  boolean wants(String group, String cell, String system) {
    return whole || targets.stream().anyMatch(target -> target.needs(group, cell, system));
  }

  /** Whether one side of a round comes second: which one is first changes from round to round. */
  static boolean isReversed(int round) {
    return round % 2 == 1;
  }
}
