package io.cleave.benchmarks.suite;

import io.cleave.benchmarks.suite.Results.CellResult;
import io.cleave.benchmarks.suite.Results.RowResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.XYPlot;
import org.jfree.data.category.DefaultCategoryDataset;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** Draws results: what a strategy costs by payload, the ratios with their targets, the heap. */
final class Charts {
  private static final List<String> SIDES = List.of("Cleave, in place", "Cleave", "peer");
  private static final String HEAP_LOAD = "128 B";

  private Charts() {}

  /** Writes one file for each chart there are figures for. */
  static List<Path> draw(Results results, Path directory) throws IOException {
    Files.createDirectories(directory);
    List<Path> files = new ArrayList<>();
    Map<String, Optional<JFreeChart>> charts = new TreeMap<>();
    charts.put("strategies", strategies(results));
    charts.put("ratios", ratios(results));
    charts.put("heap", heap(results));
    for (Map.Entry<String, Optional<JFreeChart>> chart : charts.entrySet()) {
      if (chart.getValue().isPresent()) {
        Path file = directory.resolve(chart.getKey() + ".svg");
        files.add(Svg.write(chart.getValue().get(), file));
      }
    }
    return files;
  }

  private static Optional<JFreeChart> strategies(Results results) {
    Map<String, XYSeries> series = new LinkedHashMap<>();
    for (Figure figure : results.figures()) {
      if (figure.group().equals(Names.STRATEGIES)) {
        series
            .computeIfAbsent(figure.system(), XYSeries::new)
            .add(bytes(figure.cell()), figure.median().value());
      }
    }
    if (series.isEmpty()) {
      return Optional.empty();
    }
    XYSeriesCollection data = new XYSeriesCollection();
    series.values().forEach(data::addSeries);
    LogAxis payload = Look.logAxis("payload, bytes");
    LogAxis nanos = Look.logAxis("processor time for one frame, ns");
    XYPlot plot = new XYPlot(data, payload, nanos, Look.lines(data.getSeriesCount()));
    return Optional.of(Look.lines("What finding the end of a frame costs", plot));
  }

  private static double bytes(String cell) {
    return Double.parseDouble(cell.substring(0, cell.indexOf(' ')));
  }

  /**
   * Everything as times better than the peer, so that one axis serves all: a limit from above is
   * turned round.
   */
  private static Optional<JFreeChart> ratios(Results results) {
    DefaultCategoryDataset bars = new DefaultCategoryDataset();
    DefaultCategoryDataset targets = new DefaultCategoryDataset();
    List<Row.Outcome> outcomes = new ArrayList<>();
    for (RowResult row : results.rows()) {
      Optional<CellResult> worst = row.worst();
      if (worst.isPresent() && worst.get().peer().isPresent()) {
        double times = better(row, worst.get().value());
        String name = String.format(Locale.ROOT, "%s, %s  %.2f", row.row(), row.peer(), times);
        bars.addValue(times, "ratio", name);
        targets.addValue(row.target().map(t -> better(row, t)).orElse(null), "target", name);
        outcomes.add(row.outcome());
      }
    }
    return outcomes.isEmpty() ? Optional.empty() : Optional.of(ratios(bars, targets, outcomes));
  }

  private static Double better(RowResult row, double value) {
    return row.bound() == Bound.AT_LEAST ? value : Double.valueOf(1 / value);
  }

  private static JFreeChart ratios(
      DefaultCategoryDataset bars, DefaultCategoryDataset targets, List<Row.Outcome> outcomes) {
    LogAxis times =
        Look.logAxis("times better than the peer, at the load furthest from the target");
    CategoryPlot plot =
        new CategoryPlot(bars, new CategoryAxis(), times, Look.coloredBars(outcomes));
    plot.setDataset(1, targets);
    plot.setRenderer(1, Look.marks());
    plot.setFixedLegendItems(Look.outcomeLegend());
    return Look.horizontal("Ours beside what it is compared with", plot);
  }

  private static Optional<JFreeChart> heap(Results results) {
    DefaultCategoryDataset data = new DefaultCategoryDataset();
    List<Figure> drawn = results.figures().stream().filter(Charts::isInHeapChart).toList();
    for (String side : SIDES) { // the same order, and colours, in each group
      for (Figure figure : drawn) {
        if (side(figure.system()).equals(side)) {
          data.addValue(Median.of(figure.heap()).value(), side, figure.group());
        }
      }
    }
    if (drawn.isEmpty()) {
      return Optional.empty();
    }
    NumberAxis bytes = Look.numberAxis("bytes of heap for one frame or message of 128 B");
    CategoryPlot plot = new CategoryPlot(data, new CategoryAxis(), bytes, Look.labelledBars());
    return Optional.of(Look.horizontal("What each leaves to the garbage collector", plot));
  }

  private static boolean isInHeapChart(Figure figure) {
    return !figure.heap().isEmpty()
        && (figure.cell().equals(HEAP_LOAD) || figure.cell().equals(">I " + HEAP_LOAD))
        && !figure.group().equals(Names.STRATEGIES);
  }

  private static String side(String system) {
    return switch (system) {
      case Names.NETTY, Names.ROCKETMQ -> SIDES.get(2);
      case Names.IN_PLACE -> SIDES.get(0);
      default -> SIDES.get(1);
    };
  }
}
