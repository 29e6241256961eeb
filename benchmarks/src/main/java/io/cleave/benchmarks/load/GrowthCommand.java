package io.cleave.benchmarks.load;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a message, a connection and a GiB cost as there are more of them. */
@Command(
    name = "growth",
    description = "Cost of a message, a connection and a GiB as there are more of them.")
final class GrowthCommand implements Callable<Integer> {
  @Mixin RunOptions options = new RunOptions();

  @Option(
      names = "--connections",
      split = ",",
      defaultValue = "1,10,100,1000",
      description = "How many, in ascending order (${DEFAULT-VALUE}).")
  List<Integer> connections = List.of();

  @Option(
      names = "--idle",
      split = ",",
      defaultValue = "1000,10000",
      description = "How many that do nothing; below 1 000 garbage shows more (${DEFAULT-VALUE}).")
  List<Integer> idle = List.of();

  @Option(
      names = "--bodies",
      split = ",",
      defaultValue = "1,10,100,1000",
      paramLabel = "MIB",
      description = "Sizes of a body (${DEFAULT-VALUE}).")
  List<Long> bodies = List.of();

  @Option(
      names = "--in-flight",
      defaultValue = "64",
      description = "Requests without an answer on each connection (${DEFAULT-VALUE}).")
  int inFlight;

  @Option(
      names = "--windows",
      defaultValue = "3",
      description = "Measurements of each fork (${DEFAULT-VALUE}).")
  int windows;

  @Override
  public Integer call() throws Exception {
    Results results = new Results();
    EchoRun echo = new EchoRun(options, inFlight, windows, 1, results);
    IdleRun nothing = new IdleRun(options, results);
    BodyRun body = new BodyRun(options, results);
    for (int fork = 0; fork < options.forks; fork++) {
      for (String system : options.systems) {
        echo.measure(system, connections);
        for (int count : idle) {
          nothing.measure(system, count);
        }
      }
      body.measure(bodies);
    }
    results.addGrowth();
    results.print(options.against);
    return 0;
  }
}
