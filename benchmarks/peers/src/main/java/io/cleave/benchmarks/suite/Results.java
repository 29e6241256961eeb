package io.cleave.benchmarks.suite;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * One run of the suite, as it is kept in files.
 *
 * @param form short or full
 * @param date it was run
 * @param seconds it took
 * @param machine it was run on
 * @param rows of the table
 * @param figures all, those that no row needs too
 */
record Results(
    String form,
    String date,
    long seconds,
    Machine machine,
    List<RowResult> rows,
    List<Figure> figures) {

  /**
   * A row and how it came out.
   *
   * @param row its name
   * @param what is measured
   * @param ours the system that has to reach the target
   * @param peer the one it is compared with, or what the limit is
   * @param bound {@code AT_LEAST} or {@code AT_MOST}
   * @param target the number; none if the row is only shown
   * @param reason for the number
   * @param outcome reached or not
   * @param whyNot why it was not measured; empty if it was
   * @param cells one for each load
   */
  record RowResult(
      String row,
      String what,
      String ours,
      String peer,
      Bound bound,
      Optional<Double> target,
      String reason,
      Row.Outcome outcome,
      String whyNot,
      List<CellResult> cells) {

    static RowResult of(Row row) {
      Target target = row.target();
      return new RowResult(
          target.row(),
          target.what(),
          target.ours(),
          target.peer(),
          target.bound(),
          target.isOnlyShown() ? Optional.empty() : Optional.of(target.target()),
          target.reason(),
          row.outcome(),
          row.whyNot(),
          row.cells().stream().map(CellResult::of).toList());
    }

    /** The load that is furthest from the target. */
    Optional<CellResult> worst() {
      return cells.stream().reduce((a, b) -> bound.isWorse(b.value(), a.value()) ? b : a);
    }
  }

  /**
   * A load and what came out.
   *
   * @param cell the load
   * @param value what is held against the target: a ratio, our figure, or our bytes of heap
   * @param spread of it
   * @param ours median of our figures
   * @param peer median of theirs; none for a limit
   * @param unit of both medians, not of the value: heap is bytes where they are ns
   * @param ourHeap bytes of heap for each, if counted
   * @param peerHeap theirs
   */
  record CellResult(
      String cell,
      double value,
      double spread,
      double ours,
      Optional<Double> peer,
      Unit unit,
      Optional<Double> ourHeap,
      Optional<Double> peerHeap) {

    static CellResult of(Row.Cell cell) {
      return new CellResult(
          cell.name(),
          cell.value().value(),
          cell.value().spread(),
          cell.ours().median().value(),
          cell.peer().map(figure -> figure.median().value()),
          cell.ours().unit(),
          heap(cell.ours()),
          cell.peer().flatMap(CellResult::heap));
    }

    private static Optional<Double> heap(Figure figure) {
      return figure.heap().isEmpty()
          ? Optional.empty()
          : Optional.of(Median.of(figure.heap()).value());
    }
  }

  private static final String CSV_HEADING =
      "row,load,ours,ours median,peer,peer median,unit,our heap B,peer heap B,value,spread,bound,"
          + "target,outcome\n";

  private static JsonMapper mapper() {
    return JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  }

  static Results read(Path json) {
    return mapper().readValue(json, Results.class);
  }

  /** Writes both files, named after date and form; an earlier run of the day keeps its own. */
  Path write(Path directory) throws IOException {
    Files.createDirectories(directory);
    String name = date + "-" + form;
    for (int i = 2; Files.exists(directory.resolve(name + ".json")); i++) {
      name = date + "-" + form + "-" + i;
    }
    Path json = directory.resolve(name + ".json");
    mapper().writeValue(json, this);
    try (Writer csv =
        Files.newBufferedWriter(directory.resolve(name + ".csv"), StandardCharsets.UTF_8)) {
      writeCsv(csv);
    }
    return json;
  }

  void writeCsv(Appendable out) throws IOException {
    out.append(CSV_HEADING);
    for (RowResult row : rows) {
      for (CellResult cell : row.cells()) {
        out.append(csvLine(row, cell));
      }
    }
  }

  private static String csvLine(RowResult row, CellResult cell) {
    List<String> values =
        List.of(
            row.row(),
            cell.cell(),
            row.ours(),
            number(cell.ours()),
            row.peer(),
            number(cell.peer()),
            cell.unit().symbol(),
            number(cell.ourHeap()),
            number(cell.peerHeap()),
            number(cell.value()),
            number(cell.spread()),
            row.bound().name(),
            number(row.target()),
            row.outcome().name());
    return String.join(",", values.stream().map(Results::quoted).toList()) + "\n";
  }

  private static String number(Optional<Double> value) {
    return value.map(Results::number).orElse("");
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }

  /** As RFC 4180 has it. */
  static String quoted(String value) {
    boolean plain = value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
  }
}
