package io.cleave.benchmarks.load;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Option;

/** What all measurements can be told. */
final class RunOptions {
  @Option(
      names = "--systems",
      split = ",",
      paramLabel = "NAME",
      description = "What to measure, one after the other within each fork; see 'list'.")
  List<String> systems = List.of("cleave-frames", "cleave-native", "netty-tuned");

  @Option(
      names = "--against",
      paramLabel = "NAME",
      defaultValue = "netty-tuned",
      description = "The system that the table divides by (${DEFAULT-VALUE}).")
  String against = "";

  @Option(
      names = "--forks",
      defaultValue = "3",
      description = "How often each is started anew (${DEFAULT-VALUE}).")
  int forks;

  @Option(
      names = "--payload",
      defaultValue = "128",
      description = "Bytes of a request (${DEFAULT-VALUE}).")
  int payload;

  @Option(
      names = "--warm-up",
      defaultValue = "6",
      paramLabel = "SECONDS",
      description = "Before anything counts (${DEFAULT-VALUE}).")
  double warmUp;

  @Option(
      names = "--jvm",
      defaultValue = "-Xms1g -Xmx1g -XX:MaxDirectMemorySize=4g -XX:+UseG1GC",
      paramLabel = "FLAGS",
      description = "Options of every server and client (${DEFAULT-VALUE}).")
  String jvm = "";

  /** The same before several loads on one server: the compiler would make the first look dear. */
  double longWarmUp() {
    return 3 * warmUp;
  }

  List<String> flags() {
    return Arrays.asList(jvm.split(" ", -1));
  }

  /** A server of its own for a system. */
  Child server(String system) throws IOException {
    Systems.named(system); // or it says here, and not in another process, that there is none
    return Child.start(flags(), "serve", system);
  }

  /** Clients of its own for a system. */
  Child client(String system, Child server) throws IOException {
    String port = server.beginning().get("port").asString();
    return Child.start(flags(), "call", system, port, Integer.toString(payload));
  }
}
