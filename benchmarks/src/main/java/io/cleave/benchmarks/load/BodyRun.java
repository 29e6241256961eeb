package io.cleave.benchmarks.load;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Measures how long a streamed body takes, and what it costs, by its size. */
record BodyRun(RunOptions options, Results results) {
  private static final String SYSTEM = "cleave-native";
  private static final double WARM_UP_BYTES_PER_SECOND = 1L << 29;

  /** Sends a body of so many MiB, once to warm up and once to measure. */
  void measure(long mebibytes) throws IOException {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("MiB", mebibytes);
    try (Child server = Child.start(options.flags(), "serve-body")) {
      String port = server.beginning().get("port").asString();
      try (Child client = Child.start(options.flags(), "fetch-body", port)) {
        client.ask("fetch " + (long) (options.warmUp * WARM_UP_BYTES_PER_SECOND));
        Usage serverBefore = Usage.of(server);
        JsonNode fetched = client.ask("fetch " + (mebibytes << 20));
        Usage serverAfter = Usage.of(server);
        double gibibytes = mebibytes / 1024.0;
        double nanos = fetched.get("nanos").asDouble();
        results.add("body time", "s per GiB", SYSTEM, parameters, nanos / 1e9 / gibibytes);
        double cpu = serverAfter.cpuNanos() - serverBefore.cpuNanos();
        results.add("body server cpu", "s per GiB", SYSTEM, parameters, cpu / 1e9 / gibibytes);
      }
    }
  }
}
