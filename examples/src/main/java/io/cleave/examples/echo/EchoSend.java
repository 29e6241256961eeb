package io.cleave.examples.echo;

import io.cleave.examples.console.InputLines;
import io.cleave.examples.options.ClientOptions;
import io.cleave.examples.options.Framing;
import io.cleave.examples.options.PeerAddress;
import java.io.IOException;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code echo send}: asks an echo server, and prints one answer a line. */
@Command(
    name = "send",
    description = {
      "Sends each TEXT and prints the answer, one a line.",
      "Without TEXT: each line of standard input."
    })
@SuppressWarnings("NullAway.Init") // filled in by picocli
final class EchoSend implements Callable<Integer> {
  @Mixin private final ClientOptions options = new ClientOptions();

  @Parameters(index = "0", paramLabel = "HOST:PORT", description = "The server, or unix:PATH.")
  private PeerAddress server;

  @Parameters(index = "1..*", arity = "0..*", paramLabel = "TEXT", description = "One message.")
  private List<String> texts = List.of();

  @Option(
      names = "--framing",
      paramLabel = "FRAMING",
      defaultValue = "<q",
      description = Framing.FORMS + "; ${DEFAULT-VALUE}.")
  private Framing framing;

  @Option(
      names = "--quiet",
      paramLabel = "DURATION",
      defaultValue = "200ms",
      description = "With --framing none: how long a pause ends an answer; ${DEFAULT-VALUE}.")
  private Duration quiet;

  @Option(
      names = "--charset",
      paramLabel = "NAME",
      defaultValue = "UTF-8",
      description = "What the server's texts are written in; ${DEFAULT-VALUE}.")
  private Charset charset;

  @Override
  public Integer call() throws IOException {
    try (TextClient client = TextClient.connect(framing, quiet, charset, options, server)) {
      for (String text : texts) {
        System.out.println(client.ask(text));
      }
      if (texts.isEmpty()) {
        askEachLine(client);
      }
    }
    return 0;
  }

  private static void askEachLine(TextClient client) throws IOException {
    try (InputLines lines = InputLines.ofStandardInput(InputLines.PROMPT)) {
      for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
        if (client.canAsk(line.get())) {
          System.out.println(client.ask(line.get()));
        }
      }
    }
  }
}
