package io.cleave.benchmarks.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.benchmarks.suite.Target.Compared;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files, table, exit code and charts of a run. */
class ResultsTest {
  private static final Machine MACHINE = new Machine("Linux", "amd64", 2, 24, "JDK 17", "4.2");
  private static final Target FAST =
      Target.of("decode", "frames", "ours", Compared.RATIO, "Netty").what("a frame").in(" B$");

  @TempDir Path directory;

  private static Results results(Target... targets) {
    Figures figures = new Figures();
    figures.add("frames", ">I, 128 B", "ours", Unit.NANOS, 10, OptionalDouble.of(40));
    figures.add("frames", ">I, 128 B", "Netty", Unit.NANOS, 15, OptionalDouble.of(40));
    figures.add(Names.STRATEGIES, "16 B", "line, Netty", Unit.NANOS, 15, OptionalDouble.of(40));
    figures.add(Names.DECODE, ">I 128 B", "FrameDecoder", Unit.NANOS, 9, OptionalDouble.of(40));
    List<Results.RowResult> rows =
        Arrays.stream(targets).map(t -> Results.RowResult.of(Row.of(t, figures, 1))).toList();
    return new Results("short", "2026-11-21", 600, MACHINE, rows, figures.all());
  }

  private static int verdict(Results results, ByteArrayOutputStream printed) {
    return Suite.verdict(results, new PrintStream(printed, true, StandardCharsets.UTF_8));
  }

  @Test
  void exitCodeIsZeroIfAllIsReached() {
    assertThat(verdict(results(FAST.atLeast(1.5, "so")), new ByteArrayOutputStream())).isZero();
  }

  @Test
  void rowsThatFallShortAreNamed() {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    assertThat(verdict(results(FAST.atLeast(1.6, "so")), printed)).isEqualTo(Suite.SOME_SHORT);
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("0 reached, 0 only shown, short: decode, not measured: none");
  }

  @Test
  void whatWasNotMeasuredIsNotReached() {
    Target other = Target.of("file", "file", "ours", Compared.RATIO, "nginx").atLeast(1, "so");
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    assertThat(verdict(results(FAST.atLeast(1.5, "so"), other), printed))
        .isEqualTo(Suite.SOME_NOT_MEASURED);
    assertThat(printed.toString(StandardCharsets.UTF_8)).contains("not measured: file");
  }

  @Test
  void rowWithoutTargetDoesNotCount() {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    assertThat(verdict(results(FAST), printed)).isZero();
    assertThat(printed.toString(StandardCharsets.UTF_8)).contains("0 reached, 1 only shown");
  }

  @Test
  void tableNamesTheLoadFurthestFromTheTarget() {
    assertThat(Table.of(results(FAST.atLeast(1.6, "so"))))
        .contains(
            "a frame: >I, 128 B", "1.50 ± 0.00", "≥ 1.60", "**short**, 1 of 1", "40.0 / 40.0 B");
  }

  @Test
  void reasonsStandBelowTheTable() {
    Target other = Target.of("file", "file", "ours", Compared.RATIO, "nginx").atLeast(1, "so");
    assertThat(Table.of(results(FAST, other)))
        .contains("| not measured |")
        .endsWith("|\n\n* file is not measured whole: nothing of it was measured\n");
  }

  @Test
  void csvQuotesWhatHasACommaInIt() throws IOException {
    StringBuilder csv = new StringBuilder();
    results(FAST.atLeast(1.5, "so")).writeCsv(csv);
    assertThat(csv.toString().lines())
        .element(1)
        .isEqualTo(
            "decode,\">I, 128 B\",ours,10.00,Netty,15.00,ns,40.00,40.00,1.500,0.000,AT_LEAST,1.500,"
                + "REACHED");
    assertThat(Results.quoted("say \"hi\"")).isEqualTo("\"say \"\"hi\"\"\"");
  }

  @Test
  void filesAreNamedAfterDateAndFormAndReadAgain() throws IOException {
    Results results = results(FAST.atLeast(1.5, "so"), FAST);
    Path first = results.write(directory);
    Path second = results.write(directory);
    assertThat(first.getFileName()).hasToString("2026-11-21-short.json");
    assertThat(second.getFileName()).hasToString("2026-11-21-short-2.json");
    assertThat(directory.resolve("2026-11-21-short.csv")).exists();
    assertThat(Results.read(first)).isEqualTo(results);
  }

  @Test
  void chartsAreDrawnOfWhatThereIs() throws IOException {
    List<Path> charts = Charts.draw(results(FAST.atLeast(1.5, "so")), directory);
    assertThat(charts)
        .extracting(chart -> chart.getFileName().toString())
        .containsExactly("heap.svg", "ratios.svg", "strategies.svg");
    assertThat(Files.readString(charts.get(1))).contains("prefers-color-scheme: dark", "decode");
  }
}
