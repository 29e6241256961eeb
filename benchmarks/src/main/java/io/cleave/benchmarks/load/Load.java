package io.cleave.benchmarks.load;

import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Puts servers and clients, each in a process of its own, under load.
 *
 * <pre>{@code
 * java -cp target/benchmarks.jar io.cleave.benchmarks.load.Load echo
 * }</pre>
 */
@Command(
    name = "load",
    description = "Puts echo servers under load, each in a process of its own.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      EchoCommand.class,
      PeakCommand.class,
      LatencyCommand.class,
      IdleCommand.class,
      GrowthCommand.class
    })
public final class Load {
  private Load() {}

  /** Does what the command line says, and ends the process. */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  static int run(String... arguments) {
    return new CommandLine(new Load())
        .setExecutionExceptionHandler(
            (failure, commandLine, parsed) -> {
              if (!(failure instanceof LoadException)) {
                failure.printStackTrace();
              }
              commandLine.getErr().println("load: " + failure.getMessage());
              return 1;
            })
        .execute(arguments);
  }

  @Command(description = "Says what can be measured.")
  void list() {
    Systems.names()
        .forEach(name -> System.out.println(name + "  " + Systems.named(name).settings()));
  }

  @Command(hidden = true)
  void serve(@Parameters String system) throws IOException {
    new ServerRole(Systems.named(system)).run();
  }

  @Command(hidden = true)
  void call(@Parameters String system, @Parameters int port, @Parameters int payload)
      throws IOException {
    new ClientRole(Systems.named(system), port, new Payload(payload)).run();
  }

  @Command(name = "serve-body", hidden = true)
  void serveBody() throws IOException {
    new BodyServerRole().run();
  }

  @Command(name = "fetch-body", hidden = true)
  void fetchBody(@Parameters int port) throws IOException {
    new BodyClientRole(port).run();
  }
}
