package io.cleave.benchmarks.suite;

import io.cleave.benchmarks.CpuTime;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs benchmarks one fork at a time, so that the two sides of a comparison are measured right
 * after each other: JMH by itself would run all forks of the one before the first of the other.
 *
 * <p>What counts is the time of the processor; the time on the wall belongs to whoever else uses
 * the machine.
 */
final class JmhSource implements Source {
  private static final String HEAP = "gc.alloc.rate.norm";

  private final PrintStream progress;

  JmhSource(PrintStream progress) {
    this.progress = progress;
  }

  @Override
  public void measure(Plan plan, Figures figures) {
    for (JmhLoad load : JmhLoad.all(plan.form())) {
      List<JmhLoad.Contender> contenders =
          new ArrayList<>(
              load.contenders().stream()
                  .filter(c -> plan.wants(load.group(), load.cell(), c.system()))
                  .toList());
      if (!contenders.isEmpty()) {
        progress.printf("%s, %s%n", load.group(), load.cell());
      }
      for (int round = 0; round < rounds(plan, load.group()); round++) {
        contenders.forEach(contender -> run(plan.form(), load, contender, figures));
        Collections.reverse(contenders);
      }
    }
  }

  private static int rounds(Plan plan, String group) {
    boolean hasTarget = Targets.ALL.stream().anyMatch(target -> target.group().equals(group));
    return hasTarget ? plan.form().rounds() : plan.form().shownRounds();
  }

  private static void run(Form form, JmhLoad load, JmhLoad.Contender contender, Figures figures) {
    try {
      for (RunResult result : new Runner(options(form, load, contender).build()).run()) {
        double nanos = median(result, r -> r.getSecondaryResults().get(CpuTime.LABEL));
        double heap = median(result, r -> r.getSecondaryResults().get(HEAP));
        figures.add(
            load.group(),
            load.cell(),
            contender.system(),
            Unit.NANOS,
            nanos,
            OptionalDouble.of(heap));
      }
    } catch (NoBenchmarksException e) {
      String why = "there is no benchmark " + contender.method();
      figures.missing(load.group(), contender.system(), why);
    } catch (RunnerException | RuntimeException e) { // one broken figure leaves the others theirs
      figures.missing(load.group(), contender.system(), contender.method() + ": " + e);
    }
  }

  private static ChainedOptionsBuilder options(
      Form form, JmhLoad load, JmhLoad.Contender contender) {
    TimeValue iteration = TimeValue.milliseconds(form.iteration().toMillis());
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("\\." + contender.method().replace(".", "\\.") + "$")
            .forks(1)
            .warmupIterations(form.warmups() * load.warmUp())
            .warmupTime(iteration)
            .measurementIterations(form.iterations())
            .measurementTime(iteration)
            .addProfiler(GCProfiler.class)
            .addProfiler(CpuTime.class)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT);
    for (Map.Entry<String, String> param : load.params().entrySet()) {
      options.param(param.getKey(), param.getValue());
    }
    return options;
  }

  private static double median(RunResult run, Function<IterationResult, Result<?>> which) {
    Collection<IterationResult> iterations =
        run.getBenchmarkResults().stream()
            .flatMap(fork -> fork.getIterationResults().stream())
            .toList();
    return Median.of(iterations.stream().map(which).map(Result::getScore).toList()).value();
  }
}
