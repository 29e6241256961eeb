package io.cleave.benchmarks.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * What is to be measured.
 *
 * @param form how much of it
 * @param targets the rows wanted
 * @param whole whether these are all rows: then every system is measured under every load
 * @param strategies whether the figures without a target are wanted too
 */
record Plan(Form form, List<Target> targets, boolean whole, boolean strategies) {
  /** All rows, or those of these names; {@value Names#STRATEGIES} is no row, but a chart. */
  static Plan of(Form form, List<String> only) {
    if (only.isEmpty()) {
      return new Plan(form, Targets.ALL, true, true);
    }
    List<Target> chosen = Targets.ALL.stream().filter(t -> only.contains(t.row())).toList();
    TreeSet<String> unknown = new TreeSet<>(only);
    unknown.removeAll(names());
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException("row: " + unknown + " (expected: of " + names() + ")");
    }
    return new Plan(form, chosen, false, only.contains(Names.STRATEGIES));
  }

  /** What can be asked for. */
  static List<String> names() {
    List<String> names = new ArrayList<>(Targets.ALL.stream().map(Target::row).toList());
    names.add(Names.STRATEGIES);
    return names;
  }

  /** For the names of files. */
  String name() {
    return whole ? form.name() : form.name() + "-some";
  }

  boolean wants(String group) {
    return whole || targets.stream().anyMatch(target -> target.group().equals(group));
  }

  /** Whether a system is needed for a group, whatever the load. */
  boolean wants(String group, String system) {
    return whole
        || targets.stream()
            .anyMatch(
                target ->
                    target.group().equals(group)
                        && (system.equals(target.ours()) || system.equals(target.peer())));
  }

  boolean wants(String group, String cell, String system) {
    return whole
        || (strategies && group.equals(Names.STRATEGIES))
        || targets.stream().anyMatch(target -> target.needs(group, cell, system));
  }
}
