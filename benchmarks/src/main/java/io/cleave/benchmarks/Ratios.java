package io.cleave.benchmarks;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Prints the results of JMH as tables, one for each benchmark class, with the ratio to {@code
 * stock}: how many times faster than that.
 *
 * <pre>{@code
 * java -jar target/benchmarks.jar -prof gc -rf json -rff one.json
 * java -cp target/benchmarks.jar io.cleave.benchmarks.Ratios one.json [two.json ...]
 * }</pre>
 *
 * <p>Several files are taken as repetitions of one run. A figure is the median of all iterations of
 * all forks, {@code ±} half the distance between the quartiles: on a machine that others use too,
 * that says more than a mean. Where {@link CpuTime} was counted, it is taken in place of the time
 * on the wall.
 */
public final class Ratios {
  private static final String STOCK = "stock";

  /** Parameters and their values, in order. */
  private record Row(Map<String, String> params) {}

  /** All of one benchmark method with one set of parameters. */
  private static final class Cell {
    private final List<Double> nanos = new ArrayList<>();
    private final List<Double> bytes = new ArrayList<>();

    double median() {
      return quantile(nanos, 0.5);
    }

    String text(double stock) {
      double spread = (quantile(nanos, 0.75) - quantile(nanos, 0.25)) / 2;
      String text = number(median()) + " ± " + number(spread);
      if (!bytes.isEmpty()) {
        text += String.format(Locale.ROOT, ", %.0f B", quantile(bytes, 0.5));
      }
      return Double.isNaN(stock)
          ? text
          : text + String.format(Locale.ROOT, ", **%.2f**", stock / median());
    }
  }

  private Ratios() {}

  /** Prints the tables of the files named. */
  public static void main(String[] files) {
    print(Arrays.stream(files).map(Path::of).toList(), System.out);
  }

  static void print(List<Path> files, PrintStream out) {
    Map<String, Map<Row, Map<String, Cell>>> classes = new TreeMap<>();
    for (Path file : files) {
      JsonMapper.shared().readTree(file).forEach(result -> add(classes, result));
    }
    classes.forEach((name, rows) -> out.println(table(name, rows)));
  }

  private static void add(Map<String, Map<Row, Map<String, Cell>>> classes, JsonNode result) {
    String name = result.get("benchmark").asString();
    int dot = name.lastIndexOf('.');
    Map<String, String> params = new LinkedHashMap<>();
    result
        .path("params")
        .propertyStream()
        .forEach(e -> params.put(e.getKey(), e.getValue().asString()));
    Cell cell =
        classes
            .computeIfAbsent(name.substring(0, dot), any -> new LinkedHashMap<>())
            .computeIfAbsent(new Row(params), any -> new LinkedHashMap<>())
            .computeIfAbsent(name.substring(dot + 1), any -> new Cell());
    JsonNode onTheWall = result.get("primaryMetric");
    JsonNode metric = result.path("secondaryMetrics").path(CpuTime.LABEL);
    for (JsonNode fork : (metric.isMissingNode() ? onTheWall : metric).get("rawData")) {
      fork.forEach(iteration -> cell.nanos.add(iteration.asDouble()));
    }
    JsonNode allocated = result.path("secondaryMetrics").path("gc.alloc.rate.norm").path("score");
    if (allocated.isNumber()) {
      cell.bytes.add(allocated.asDouble());
    }
  }

  private static String table(String name, Map<Row, Map<String, Cell>> rows) {
    Set<String> methods =
        rows.values().stream()
            .flatMap(row -> row.keySet().stream())
            .collect(Collectors.toCollection(LinkedHashSet::new));
    Map<String, Set<String>> params = new LinkedHashMap<>();
    for (Row row : rows.keySet()) {
      row.params().forEach((k, v) -> params.computeIfAbsent(k, any -> new TreeSet<>()).add(v));
    }
    StringBuilder out = new StringBuilder("#### " + name.substring(name.lastIndexOf('.') + 1));
    params.forEach((k, v) -> out.append(v.size() == 1 ? ", " + k + " " + v.iterator().next() : ""));
    params.values().removeIf(values -> values.size() == 1); // said above the table
    out.append("\n\n|");
    params.keySet().forEach(param -> out.append(' ').append(param).append(" |"));
    methods.forEach(method -> out.append(' ').append(method).append(", ns |"));
    out.append("\n|").append("---|".repeat(params.size() + methods.size())).append('\n');
    rows.forEach((row, cells) -> out.append(line(row, params.keySet(), cells, methods)));
    return out.toString();
  }

  private static String line(
      Row row, Set<String> params, Map<String, Cell> cells, Set<String> methods) {
    StringBuilder out = new StringBuilder("|");
    params.forEach(param -> out.append(' ').append(row.params().get(param)).append(" |"));
    Cell stock = cells.get(STOCK);
    for (String method : methods) {
      Cell cell = cells.get(method);
      double against = stock == null || method.equals(STOCK) ? Double.NaN : stock.median();
      out.append(' ').append(cell == null ? "" : cell.text(against)).append(" |");
    }
    return out.append('\n').toString();
  }

  private static double quantile(List<Double> values, double q) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    double at = q * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 100 ? "%.1f" : "%.0f", value);
  }
}
