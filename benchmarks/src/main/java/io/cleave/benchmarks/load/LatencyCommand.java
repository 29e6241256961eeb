package io.cleave.benchmarks.load;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** How long an answer takes at a fixed rate, counted from when its request was due. */
@Command(name = "latency", description = "Percentiles at a fixed rate, whatever comes back.")
final class LatencyCommand implements Callable<Integer> {
  private static final int PEAK_IN_FLIGHT = 256;

  @Mixin RunOptions options = new RunOptions();

  @Option(
      names = "--rate",
      defaultValue = "0",
      description = "Requests a second; 0 is half of what the system of --against can do at most.")
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

  private final Results results = new Results();

  @Override
  public Integer call() throws Exception {
    long perSecond = rate == 0 ? peak() / 2 : rate;
    for (int fork = 0; fork < options.forks; fork++) {
      for (String system : options.systems) {
        measure(system, perSecond);
      }
    }
    results.print(options.against);
    return 0;
  }

  private long peak() throws IOException, InterruptedException {
    Results peak = new Results();
    new EchoRun(options, PEAK_IN_FLIGHT, 3, 1, peak).measure(options.against, 1);
    return (long) peak.median("throughput", options.against);
  }

  private void measure(String system, long perSecond) throws IOException {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("payload", options.payload);
    parameters.put("connections", connections);
    parameters.put("rate", perSecond);
    try (Child server = options.server(system);
        Child client = options.client(system, server)) {
      String command =
          String.join(
              " ",
              "open",
              Integer.toString(connections),
              Long.toString(perSecond),
              Long.toString((long) (options.warmUp * 1e9)),
              Long.toString((long) (time * 1e9)));
      Latencies latencies = JsonMapper.shared().treeToValue(client.ask(command), Latencies.class);
      add("p50", system, parameters, latencies.p50());
      add("p90", system, parameters, latencies.p90());
      add("p99", system, parameters, latencies.p99());
      add("p99.9", system, parameters, latencies.p999());
      add("max", system, parameters, latencies.max());
    }
  }

  private void add(String percentile, String system, Map<String, Object> parameters, long nanos) {
    results.add("latency " + percentile, "us", system, parameters, nanos / 1e3);
  }
}
