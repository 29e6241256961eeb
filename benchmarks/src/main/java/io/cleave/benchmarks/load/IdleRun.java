package io.cleave.benchmarks.load;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Measures what connections that do nothing cost a server. */
record IdleRun(RunOptions options, Results results) {
  private static final int BEFORE = 10;

  /** Starts a system anew and gives it a number of idle connections. */
  void measure(String system, int connections) throws IOException {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("connections", connections);
    try (Child server = options.server(system);
        Clients clients = new Clients(options, system, server)) {
      clients.connect(BEFORE); // classes, threads and pools that one connection needs as well
      Usage before = Usage.collected(server);
      clients.connect(connections);
      Usage after = Usage.collected(server);
      double heap = after.heapBytes() - before.heapBytes();
      double direct = after.directBytes() - before.directBytes();
      results.add("idle heap", "B per connection", system, parameters, heap / connections);
      results.add("idle direct", "B per connection", system, parameters, direct / connections);
    }
  }
}
