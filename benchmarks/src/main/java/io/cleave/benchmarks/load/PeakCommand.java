package io.cleave.benchmarks.load;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How many requests a second can be sent, whatever comes back, so that all are answered. */
@Command(name = "peak", description = "The highest rate that a system can be kept at.")
final class PeakCommand implements Callable<Integer> {
  @Mixin RunOptions options = new RunOptions();

  @Option(
      names = "--connections",
      defaultValue = "1",
      description = "How many share the rate (${DEFAULT-VALUE}).")
  int connections;

  @Override
  public Integer call() throws Exception {
    Results results = new Results();
    OpenRun run = new OpenRun(options, connections, results);
    for (int fork = 0; fork < options.forks; fork++) {
      for (String system : options.systems) {
        run.peak(system);
      }
    }
    results.print(options.against);
    return 0;
  }
}
