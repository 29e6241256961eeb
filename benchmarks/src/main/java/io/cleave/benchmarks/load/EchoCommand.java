package io.cleave.benchmarks.load;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** Requests a second, and what each costs, with a number of them in flight at all times. */
@Command(name = "echo", description = "Throughput, processor time and allocation of an echo.")
final class EchoCommand implements Callable<Integer> {
  @Mixin RunOptions options = new RunOptions();

  @Option(
      names = "--connections",
      split = ",",
      defaultValue = "1",
      description = "How many, one run for each number (${DEFAULT-VALUE}).")
  int[] connections = {};

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

  private final Results results = new Results();

  @Override
  public Integer call() throws Exception {
    for (int fork = 0; fork < options.forks; fork++) {
      for (int count : connections) {
        for (String system : options.systems) {
          measure(system, count);
        }
      }
    }
    results.printJson(System.out);
    results.printTable(System.err, options.against);
    return 0;
  }

  private void measure(String system, int count) throws IOException, InterruptedException {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("payload", options.payload);
    parameters.put("connections", count);
    parameters.put("inFlight", inFlight);
    try (Child server = options.server(system);
        Child client = options.client(system, server)) {
      client.ask("closed " + count + " " + inFlight);
      sleep(options.warmUp);
      for (int i = 0; i < windows; i++) {
        Usage serverBefore = usage(server);
        Usage clientBefore = usage(client);
        sleep(window);
        Usage clientAfter = usage(client);
        Usage serverAfter = usage(server);
        long messages = clientAfter.messages() - clientBefore.messages();
        if (messages == 0) {
          throw new LoadException(system + ": no answer in " + window + " s (expected: many)");
        }
        double seconds = (clientAfter.atNanos() - clientBefore.atNanos()) / 1e9;
        results.add("throughput", "1/s", system, parameters, messages / seconds);
        addCost("server", system, parameters, serverBefore, serverAfter, messages);
        addCost("client", system, parameters, clientBefore, clientAfter, messages);
      }
    }
  }

  private static void sleep(double seconds) throws InterruptedException {
    TimeUnit.MICROSECONDS.sleep((long) (seconds * 1e6));
  }

  private static Usage usage(Child child) {
    return JsonMapper.shared().treeToValue(child.ask("usage"), Usage.class);
  }

  private void addCost(
      String side,
      String system,
      Map<String, Object> parameters,
      Usage before,
      Usage after,
      long messages) {
    double cpu = (double) (after.cpuNanos() - before.cpuNanos()) / messages;
    results.add(side + " cpu", "s per million", system, parameters, cpu / 1e3);
    double bytes = (double) (after.allocatedBytes() - before.allocatedBytes()) / messages;
    results.add(side + " allocation", "B", system, parameters, bytes);
  }
}
