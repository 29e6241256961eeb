package io.cleave.benchmarks.load;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Measures how long streamed bodies take, and what they cost, by their size. */
record BodyRun(RunOptions options, Results results) {
  private static final String SYSTEM = "cleave-native";

  /** In MiB, what is sent of each size: one large body, or many small ones. */
  private static final long TOTAL = 1_000;

  /** Sends bodies of each size over one connection. */
  void measure(List<Long> sizes) throws IOException {
    try (Child server = Child.start(options.flags(), "serve-body")) {
      String port = server.beginning().get("port").asString();
      try (Child client = Child.start(options.flags(), "fetch-body", port)) {
        for (double seconds = 0; seconds < options.longWarmUp(); ) {
          for (long mebibytes : sizes) {
            seconds += fetch(client, mebibytes, 1);
          }
        }
        for (long mebibytes : sizes) {
          measure(mebibytes, Math.max(1, TOTAL / mebibytes), server, client);
        }
      }
    }
  }

  private void measure(long mebibytes, long times, Child server, Child client) {
    Usage before = Usage.of(server);
    double seconds = fetch(client, mebibytes, times);
    Usage after = Usage.of(server);
    Map<String, Object> parameters = Map.of("MiB", mebibytes);
    double gibibytes = mebibytes * times / 1024.0;
    results.add("body time", "s per GiB", SYSTEM, parameters, seconds / gibibytes);
    double cpu = (after.cpuNanos() - before.cpuNanos()) / 1e9;
    results.add("body server cpu", "s per GiB", SYSTEM, parameters, cpu / gibibytes);
  }

  private static double fetch(Child client, long mebibytes, long times) {
    return client.ask("fetch " + (mebibytes << 20) + " " + times).get("nanos").asDouble() / 1e9;
  }
}
