package io.cleave.benchmarks.load;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a connection costs that does nothing. */
@Command(name = "idle", description = "Memory of a server for connections that do nothing.")
final class IdleCommand implements Callable<Integer> {
  @Mixin RunOptions options = new RunOptions();

  @Option(
      names = "--connections",
      split = ",",
      defaultValue = "1000",
      description = "How many, one run for each number (${DEFAULT-VALUE}).")
  int[] connections = {};

  @Override
  public Integer call() throws Exception {
    Results results = new Results();
    IdleRun run = new IdleRun(options, results);
    for (int fork = 0; fork < options.forks; fork++) {
      for (int count : connections) {
        for (String system : options.systems) {
          run.measure(system, count);
        }
      }
    }
    results.print(options.against);
    return 0;
  }
}
