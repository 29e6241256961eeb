package io.cleave.benchmarks.suite;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Measures everything there is a target for, prints the table of ratios, and says by its exit code
 * whether each was reached.
 */
@Command(
    name = "suite",
    description = "Everything there is a target for, beside what it is compared with.",
    mixinStandardHelpOptions = true,
    subcommands = {Suite.ShortForm.class, Suite.FullForm.class, Suite.Drawing.class},
    synopsisSubcommandLabel = "COMMAND")
public final class Suite {
  static final int ALL_REACHED = 0;
  static final int SOME_SHORT = 3;
  static final int SOME_NOT_MEASURED = 4;

  private Suite() {}

  /** Runs it. */
  public static void main(String[] args) {
    System.setOut(new PrintStream(System.out, true, StandardCharsets.UTF_8));
    System.exit(new CommandLine(new Suite()).execute(args));
  }

  /** What the two forms have in common. */
  abstract static class Measuring implements Callable<Integer> {
    @Option(
        names = "--only",
        split = ",",
        paramLabel = "ROW",
        description = "Some of the rows: ${COMPLETION-CANDIDATES}.",
        completionCandidates = RowNames.class)
    private List<String> only = List.of();

    @Option(
        names = "--results",
        paramLabel = "DIR",
        description = "Keep the results there, as JSON and CSV; else they are only printed.")
    private Path directory;

    @Spec private CommandLine.Model.CommandSpec spec;

    abstract Form form();

    @Override
    public Integer call() throws IOException, InterruptedException {
      Plan plan;
      try {
        plan = Plan.of(form(), only);
      } catch (IllegalArgumentException e) {
        throw new ParameterException(spec.commandLine(), e.getMessage(), e);
      }
      PrintStream out = System.out;
      Results results = run(plan, System.err);
      out.println(results.machine().text());
      if (!results.rows().isEmpty()) {
        out.println();
        out.print(Table.of(results));
      }
      if (directory != null) {
        out.println("\n" + results.write(directory));
      }
      return verdict(results, out);
    }
  }

  private static Results run(Plan plan, PrintStream progress) throws InterruptedException {
    long begin = System.nanoTime();
    Figures figures = new Figures();
    for (Source source :
        List.of(new JmhSource(progress), new LoadSource(progress), new FileSource(progress))) {
      source.measure(plan, figures);
    }
    return new Results(
        plan.name(),
        LocalDate.now(ZoneId.systemDefault()).toString(),
        (System.nanoTime() - begin) / 1_000_000_000,
        Machine.here(),
        plan.targets().stream()
            .map(target -> Results.RowResult.of(Row.of(target, figures, plan.form().rounds())))
            .toList(),
        figures.all());
  }

  /** Names the rows that fell short, and gives the exit code. */
  static int verdict(Results results, PrintStream out) {
    List<String> fellShort = rows(results, Row.Outcome.SHORT);
    List<String> notMeasured = rows(results, Row.Outcome.NOT_MEASURED);
    out.printf(
        "%n%d rows in %d s: %d reached, %d only shown, short: %s, not measured: %s%n",
        results.rows().size(),
        results.seconds(),
        rows(results, Row.Outcome.REACHED).size(),
        rows(results, Row.Outcome.SHOWN).size(),
        fellShort.isEmpty() ? "none" : String.join(", ", fellShort),
        notMeasured.isEmpty() ? "none" : String.join(", ", notMeasured));
    if (!fellShort.isEmpty()) {
      return SOME_SHORT;
    }
    return notMeasured.isEmpty() ? ALL_REACHED : SOME_NOT_MEASURED;
  }

  private static List<String> rows(Results results, Row.Outcome outcome) {
    return results.rows().stream()
        .filter(row -> row.outcome() == outcome)
        .map(Results.RowResult::row)
        .toList();
  }

  /** The names for {@code --only}. */
  static final class RowNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Plan.names().iterator();
    }
  }

  @Command(
      name = "short",
      description = "Some eighteen minutes on two cores: the loads that matter most.",
      mixinStandardHelpOptions = true)
  static final class ShortForm extends Measuring {
    @Override
    Form form() {
      return Form.SHORT;
    }
  }

  @Command(name = "full", description = "Every load, for longer.", mixinStandardHelpOptions = true)
  static final class FullForm extends Measuring {
    @Override
    Form form() {
      return Form.FULL;
    }
  }

  @Command(
      name = "charts",
      description = "Draws what a results file holds.",
      mixinStandardHelpOptions = true)
  static final class Drawing implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "RESULT.json")
    private Path results;

    @Parameters(index = "1", paramLabel = "DIR")
    private Path directory;

    @Override
    public Integer call() throws IOException {
      Charts.draw(Results.read(results), directory).forEach(System.out::println);
      return ALL_REACHED;
    }
  }
}
