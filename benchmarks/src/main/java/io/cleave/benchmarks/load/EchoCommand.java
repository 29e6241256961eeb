package io.cleave.benchmarks.load;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Requests a second, and what each costs, with a number of them in flight at all times. */
@Command(name = "echo", description = "Throughput, processor time and allocation of echoes.")
final class EchoCommand implements Callable<Integer> {
  @Mixin RunOptions options = new RunOptions();

  @Option(
      names = "--connections",
      split = ",",
      defaultValue = "1",
      description = "How many, in ascending order (${DEFAULT-VALUE}).")
  List<Integer> connections = List.of();

  @Option(
      names = "--in-flight",
      defaultValue = "256",
      description = "Requests without an answer on each connection (${DEFAULT-VALUE}).")
  int inFlight;

  @Option(
      names = "--windows",
      defaultValue = "5",
      description = "Measurements of each fork (${DEFAULT-VALUE}).")
  int windows;

  @Option(
      names = "--window",
      defaultValue = "1",
      paramLabel = "SECONDS",
      description = "How long each is (${DEFAULT-VALUE}).")
  double window;

  @Override
  public Integer call() throws Exception {
    Results results = new Results();
    EchoRun run = new EchoRun(options, inFlight, windows, window, results);
    for (int fork = 0; fork < options.forks; fork++) {
      for (String system : options.systems) {
        run.measure(system, connections);
      }
    }
    results.print(options.against);
    return 0;
  }
}
