package io.cleave.benchmarks.load;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Measures echoes in a closed loop, window by window.
 *
 * @param inFlight requests without an answer on each connection
 * @param seconds how long a window is
 */
record EchoRun(RunOptions options, int inFlight, int windows, double seconds, Results results) {

  /**
   * Starts a system anew and measures it over each number of connections. They are added to those
   * before, so that nothing but their number makes a difference: not what is compiled, and how.
   *
   * @param counts in ascending order
   */
  void measure(String system, List<Integer> counts) throws IOException, InterruptedException {
    try (Child server = options.server(system);
        Clients clients = new Clients(options, system, server)) {
      int connections = 0;
      for (int count : counts) {
        clients.ask("pause");
        clients.connect(count - connections);
        clients.ask("closed " + inFlight);
        boolean first = connections == 0 && counts.size() > 1;
        connections = count;
        sleep(first ? options.longWarmUp() : options.warmUp);
        for (int i = 0; i < windows; i++) {
          measureWindow(system, parameters(count), server, clients);
        }
      }
    }
  }

  private Map<String, Object> parameters(int connections) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("payload", options.payload);
    parameters.put("connections", connections);
    parameters.put("inFlight", inFlight);
    return parameters;
  }

  private void measureWindow(
      String system, Map<String, Object> parameters, Child server, Clients clients)
      throws InterruptedException {
    Usage serverBefore = Usage.of(server);
    Usage before = clients.usage();
    sleep(seconds);
    Usage after = clients.usage();
    Usage serverAfter = Usage.of(server);
    long messages = after.messages() - before.messages();
    if (messages == 0) {
      throw new LoadException(system + ": no answer in " + seconds + " s (expected: many)");
    }
    double elapsed = (after.atNanos() - before.atNanos()) / 1e9;
    results.add("throughput", "1/s", system, parameters, messages / elapsed);
    addCost("server", system, parameters, serverBefore, serverAfter, messages);
    addCost("client", system, parameters, before, after, messages);
  }

  private void addCost(
      String side,
      String system,
      Map<String, Object> parameters,
      Usage before,
      Usage after,
      long messages) {
    double nanos = (double) (after.cpuNanos() - before.cpuNanos()) / messages;
    results.add(side + " cpu", "s per million", system, parameters, nanos / 1e3);
    double bytes = (double) (after.allocatedBytes() - before.allocatedBytes()) / messages;
    results.add(side + " allocation", "B", system, parameters, bytes);
  }

  private static void sleep(double seconds) throws InterruptedException {
    TimeUnit.MICROSECONDS.sleep((long) (seconds * 1e6));
  }
}
