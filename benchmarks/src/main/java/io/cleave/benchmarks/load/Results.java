package io.cleave.benchmarks.load;

import java.io.PrintStream;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a command has measured, as lines of JSON and as a table.
 *
 * <pre>{@code
 * {"measure":"throughput","unit":"1/s","system":"netty-tuned","parameters":{"payload":128,...},
 *  "value":1130000.0,"spread":12000.0,"values":[...]}
 * }</pre>
 *
 * <p>{@code value} is the median of {@code values}, one a window or a fork; {@code spread} half the
 * distance between their quartiles.
 */
final class Results {
  /** What was measured, under which circumstances, and in which unit. */
  private record Key(String measure, String unit, Map<String, Object> parameters) {
    String title() {
      StringBuilder title = new StringBuilder(measure).append(", ").append(unit);
      parameters.forEach(
          (name, value) -> title.append(", ").append(name).append(' ').append(value));
      return title.toString();
    }
  }

  private final Map<Key, Map<String, Series>> series = new LinkedHashMap<>();

  void add(
      String measure, String unit, String system, Map<String, Object> parameters, double value) {
    series
        .computeIfAbsent(new Key(measure, unit, parameters), any -> new LinkedHashMap<>())
        .computeIfAbsent(system, any -> new Series())
        .add(value);
  }

  double median(String measure, String system) {
    return series.entrySet().stream()
        .filter(entry -> entry.getKey().measure().equals(measure))
        .map(entry -> entry.getValue().get(system))
        .findFirst()
        .orElseThrow()
        .median();
  }

  /** Adds how each measure has grown from the first parameters it was taken with. */
  void addGrowth() {
    Map<String, Double> firsts = new HashMap<>();
    Results growth = new Results();
    series.forEach(
        (key, systems) ->
            systems.forEach(
                (system, values) -> {
                  double now = values.median();
                  Double first = firsts.putIfAbsent(key.measure() + " of " + system, now);
                  if (first != null && first != 0) { // nothing does not grow
                    growth.add(
                        key.measure() + " growth", "times", system, key.parameters(), now / first);
                  }
                }));
    series.putAll(growth.series);
  }

  /**
   * Prints JSON where programs read it, and a table for people.
   *
   * @param against the system that the table divides by
   */
  void print(String against) {
    printJson(System.out);
    printTable(System.err, against);
  }

  private void printJson(PrintStream out) {
    series.forEach(
        (key, systems) ->
            systems.forEach(
                (system, values) ->
                    out.println(
                        JsonMapper.shared().writeValueAsString(line(key, system, values)))));
  }

  private static Map<String, Object> line(Key key, String system, Series values) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("measure", key.measure());
    line.put("unit", key.unit());
    line.put("system", system);
    line.put("parameters", key.parameters());
    line.put("value", values.median());
    line.put("spread", values.spread());
    line.put("values", values.values());
    return line;
  }

  private void printTable(PrintStream out, String against) {
    Set<String> columns = new LinkedHashSet<>();
    series.values().forEach(systems -> columns.addAll(systems.keySet()));
    out.println("| measure | " + String.join(" | ", columns) + " |");
    out.println("|---|" + "---|".repeat(columns.size()));
    series.forEach(
        (key, systems) -> {
          StringBuilder row = new StringBuilder("| ").append(key.title()).append(" |");
          for (String column : columns) {
            row.append(' ').append(cell(systems.get(column), systems.get(against))).append(" |");
          }
          out.println(row);
        });
  }

  private static String cell(Series values, Series against) {
    if (values == null) {
      return "";
    }
    String cell = number(values.median()) + " ± " + number(values.spread());
    return against == null || against == values || against.median() == 0
        ? cell
        : cell + ", **" + number(values.median() / against.median()) + "**";
  }

  private static String number(double value) {
    double size = Math.abs(value);
    String format = size >= 1000 ? "%,.0f" : size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, value);
  }
}
