package io.cleave.benchmarks.load;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How long an answer takes at a fixed rate, counted from when its request was due. */
@Command(name = "latency", description = "Percentiles at a fixed rate, whatever comes back.")
final class LatencyCommand implements Callable<Integer> {
  @Mixin RunOptions options = new RunOptions();

  @Option(
      names = "--rate",
      defaultValue = "0",
      description = "Requests a second; 0 is half of what the system of --against can be kept at.")
  long rate;

  @Option(
      names = "--connections",
      defaultValue = "1",
      description = "How many share that rate (${DEFAULT-VALUE}).")
  int connections;

  @Option(
      names = "--time",
      defaultValue = "10",
      paramLabel = "SECONDS",
      description = "How long each fork is measured (${DEFAULT-VALUE}).")
  double time;

  @Option(
      names = "--window",
      defaultValue = "0.02",
      paramLabel = "SECONDS",
      description =
          "What percentiles are taken of; most should pass undisturbed (${DEFAULT-VALUE}).")
  double window;

  @Override
  public Integer call() throws Exception {
    Results results = new Results();
    OpenRun run = new OpenRun(options, connections, results);
    long perSecond = rate == 0 ? run.peak(options.against) / 2 : rate;
    for (int fork = 0; fork < options.forks; fork++) {
      for (String system : options.systems) {
        run.measure(system, perSecond, time, window);
      }
    }
    results.print(options.against);
    return 0;
  }
}
