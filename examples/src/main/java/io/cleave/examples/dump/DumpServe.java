package io.cleave.examples.dump;

import io.cleave.endpoint.FrameServer;
import io.cleave.examples.console.UntilStopped;
import io.cleave.examples.options.Framing;
import io.cleave.examples.options.ServerOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dump serve}: what clients send, a line for each frame or message, as it comes. */
@Command(
    name = "serve",
    description = {
      "Listens, and prints one line for each frame or message that comes.",
      "",
      "PEER OFFSET LENGTH PAYLOAD, or PEER OFFSET HEADERLENGTH+BODYLENGTH HEADER BODY"
    })
@SuppressWarnings("NullAway.Init") // filled in by picocli
final class DumpServe implements Callable<Integer> {
  @Mixin private final ServerOptions options = new ServerOptions();
  @Spec private CommandSpec spec;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8888",
      description = "0 for any free one; ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--framing",
      paramLabel = "FRAMING",
      required = true,
      description = Framing.FORMS + ".")
  private Framing framing;

  @Override
  public Integer call() {
    DumpCommand.requireBorders(framing, spec);
    DumpedPeers peers = new DumpedPeers(framing, DumpServe::print);
    FrameServer server =
        options
            .applyTo(FrameServer.builder())
            .unframed() // how bytes were written is known only to who cuts them
            .onFrame(peers::feed)
            .onDisconnect(peers::end)
            .bind(port);
    return UntilStopped.serve(server, options.address(server.port()), options.grace());
  }

  private static void print(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
