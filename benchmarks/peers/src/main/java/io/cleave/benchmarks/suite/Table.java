package io.cleave.benchmarks.suite;

import io.cleave.benchmarks.suite.Results.CellResult;
import io.cleave.benchmarks.suite.Results.RowResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The results as people read them, and as Markdown shows them. */
final class Table {
  private static final List<String> HEADING =
      List.of(
          "row",
          "what, and the load furthest from the target",
          "ours",
          "peer",
          "value",
          "target",
          "outcome",
          "heap, ours / peer");

  private Table() {}

  static String of(Results results) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(HEADING);
    results.rows().forEach(row -> lines.add(line(row)));
    return aligned(lines) + reasons(results);
  }

  private static List<String> line(RowResult row) {
    Optional<CellResult> worst = row.worst();
    String load = worst.map(cell -> ": " + cell.cell()).orElse("");
    return List.of(
        row.row(),
        row.what() + load,
        row.ours() + worst.map(c -> " " + figure(c.ours(), c.unit())).orElse(""),
        row.peer() + worst.flatMap(c -> c.peer().map(p -> " " + figure(p, c.unit()))).orElse(""),
        worst.map(c -> two(c.value()) + " ± " + two(c.spread())).orElse(""),
        row.target().map(row.bound()::text).orElse("-"),
        outcome(row),
        worst.flatMap(Table::heap).orElse(""));
  }

  private static String figure(double value, Unit unit) {
    return Median.number(value) + " " + unit.symbol();
  }

  private static Optional<String> heap(CellResult cell) {
    return cell.ourHeap()
        .map(
            ours ->
                Median.number(ours)
                    + cell.peerHeap().map(peer -> " / " + Median.number(peer)).orElse("")
                    + " B");
  }

  private static String outcome(RowResult row) {
    return switch (row.outcome()) {
      case REACHED -> "reached";
      case SHORT -> "**short**, " + shortCells(row) + " of " + row.cells().size();
      case NOT_MEASURED -> "not measured";
      case SHOWN -> "only shown";
    };
  }

  /** Below the table, since sentences would make its column too wide to read. */
  private static String reasons(Results results) {
    String reasons =
        results.rows().stream()
            .filter(row -> !row.whyNot().isEmpty())
            .map(row -> "* " + row.row() + " is not measured whole: " + row.whyNot() + "\n")
            .collect(Collectors.joining());
    return reasons.isEmpty() ? "" : "\n" + reasons;
  }

  private static long shortCells(RowResult row) {
    return row.cells().stream()
        .filter(cell -> !row.bound().holds(cell.value(), row.target().orElseThrow()))
        .count();
  }

  private static String two(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  private static String aligned(List<List<String>> lines) {
    int columns = lines.get(0).size();
    int[] widths = new int[columns];
    for (List<String> line : lines) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    StringBuilder out = new StringBuilder();
    for (int n = 0; n < lines.size(); n++) {
      for (int i = 0; i < columns; i++) {
        String value = lines.get(n).get(i);
        out.append("| ").append(value).append(" ".repeat(widths[i] - value.length() + 1));
      }
      out.append("|\n");
      if (n == 0) {
        out.append("|---".repeat(columns)).append("|\n");
      }
    }
    return out.toString();
  }
}
