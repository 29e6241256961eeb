package io.cleave.benchmarks.load;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * Measures echoes at a fixed rate.
 *
 * @param connections how many share the rate
 */
record OpenRun(RunOptions options, int connections, Results results) {
  /** Starts a system anew; returns the highest rate it can be kept at, in requests a second. */
  long peak(String system) throws IOException {
    try (Child server = options.server(system);
        Child client = options.client(system, server)) {
      long rate =
          client
              .ask("peak %d %d".formatted(connections, nanos(options.warmUp)))
              .get("rate")
              .asLong();
      results.add("peak", "1/s", system, parameters(), (double) rate);
      return rate;
    }
  }

  /**
   * Starts a system anew and measures its latencies.
   *
   * @param window how many seconds percentiles are taken of
   */
  void measure(String system, long rate, double seconds, double window) throws IOException {
    Map<String, Object> parameters = parameters();
    parameters.put("rate", rate);
    try (Child server = options.server(system);
        Child client = options.client(system, server)) {
      String command =
          "open %d %d %d %d %d"
              .formatted(connections, rate, nanos(options.warmUp), nanos(seconds), nanos(window));
      LatencyRun run = JsonMapper.shared().treeToValue(client.ask(command), LatencyRun.class);
      for (Latencies each : run.windows()) {
        add("p50", system, parameters, each.p50());
        add("p90", system, parameters, each.p90());
        add("p99", system, parameters, each.p99());
      }
      add("p99 of all", system, parameters, run.all().p99());
      add("p99.9 of all", system, parameters, run.all().p999());
      add("max", system, parameters, run.all().max());
    }
  }

  private Map<String, Object> parameters() {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("payload", options.payload);
    parameters.put("connections", connections);
    return parameters;
  }

  private static long nanos(double seconds) {
    return (long) (seconds * 1e9);
  }

  private void add(String percentile, String system, Map<String, Object> parameters, long nanos) {
    results.add("latency " + percentile, "us", system, parameters, nanos / 1e3);
  }
}
