package io.cleave.benchmarks.suite;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** All that was measured, and why some was not. */
final class Figures {
  private record Key(String group, String cell, String system) {}

  private static final class Values {
    private final Unit unit;
    private final List<Double> rounds = new ArrayList<>();
    private final List<Double> heap = new ArrayList<>();

    Values(Unit unit) {
      this.unit = unit;
    }
  }

  private final Map<Key, Values> all = new LinkedHashMap<>();
  private final Map<String, String> missing = new LinkedHashMap<>(); // by group and system

  /** Adds the value of one more round. */
  void add(String group, String cell, String system, Unit unit, double value, OptionalDouble heap) {
    Values values = all.computeIfAbsent(new Key(group, cell, system), any -> new Values(unit));
    values.rounds.add(value);
    heap.ifPresent(values.heap::add);
  }

  void add(String group, String cell, String system, Unit unit, double value) {
    add(group, cell, system, unit, value, OptionalDouble.empty());
  }

  /** Says why a system has no figures in a group, or not all. */
  void missing(String group, String system, String why) {
    missing.putIfAbsent(group + "/" + system, why);
  }

  /** Why a system has no figures in a group, or not all; empty if nobody said so. */
  String whyMissing(String group, String system) {
    return missing.getOrDefault(group + "/" + system, "");
  }

  Set<String> cells(String group) {
    Set<String> cells = new LinkedHashSet<>();
    all.keySet().stream().filter(k -> k.group().equals(group)).forEach(k -> cells.add(k.cell()));
    return cells;
  }

  Optional<Figure> find(String group, String cell, String system) {
    Key key = new Key(group, cell, system);
    return Optional.ofNullable(all.get(key)).map(values -> figure(key, values));
  }

  List<Figure> all() {
    return all.entrySet().stream().map(e -> figure(e.getKey(), e.getValue())).toList();
  }

  private static Figure figure(Key key, Values values) {
    return new Figure(
        key.group(), key.cell(), key.system(), values.unit, values.rounds, values.heap);
  }
}
