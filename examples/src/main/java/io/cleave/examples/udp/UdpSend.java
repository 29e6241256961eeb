package io.cleave.examples.udp;

import io.cleave.examples.console.InputLines;
import io.cleave.examples.datagram.DatagramClient;
import io.cleave.examples.datagram.DatagramLoop;
import io.cleave.examples.options.ClientOptions;
import io.cleave.examples.options.PeerAddress;
import io.cleave.examples.text.Texts;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code udp send}: asks an echo server for datagrams, and prints one answer a line. */
@Command(
    name = "send",
    description = {
      "Sends each TEXT in a datagram and prints the answer, one a line.",
      "Without TEXT: each line of standard input.",
      "A datagram can be lost; then there is no answer, and nothing is sent again."
    })
@SuppressWarnings("NullAway.Init") // filled in by picocli
final class UdpSend implements Callable<Integer> {
  @Mixin private final ClientOptions options = new ClientOptions();

  @Parameters(index = "0", paramLabel = "HOST:PORT", description = "The server.")
  private PeerAddress server;

  @Parameters(index = "1..*", arity = "0..*", paramLabel = "TEXT", description = "One datagram.")
  private List<String> texts = List.of();

  @Option(
      names = "--charset",
      paramLabel = "NAME",
      defaultValue = "UTF-8",
      description = "What the server's texts are written in; ${DEFAULT-VALUE}.")
  private Charset charset;

  @Override
  public Integer call() throws IOException {
    try (DatagramLoop loop = DatagramLoop.start(options.transport())) {
      for (String text : texts) {
        System.out.println(ask(loop, text));
      }
      if (texts.isEmpty()) {
        askEachLine(loop);
      }
    }
    return 0;
  }

  private void askEachLine(DatagramLoop loop) throws IOException {
    try (InputLines lines = InputLines.ofStandardInput(InputLines.PROMPT)) {
      for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
        if (!line.get().isEmpty()) { // else there is nothing to send
          System.out.println(ask(loop, line.get()));
        }
      }
    }
  }

  /** From a port of its own: what comes late for one text is never taken for another's answer. */
  private String ask(DatagramLoop loop, String text) {
    Texts texts = new Texts(charset);
    try (DatagramClient client = DatagramClient.connect(loop, server)) {
      return texts.decode(client.call(texts.encode(text), options.timeout()));
    }
  }
}
