package io.cleave.examples.chat;

import io.cleave.examples.console.InputLines;
import io.cleave.examples.console.UntilStopped;
import io.cleave.examples.datagram.DatagramLoop;
import io.cleave.examples.datagram.Datagrams;
import io.cleave.examples.options.ServerOptions;
import io.cleave.examples.text.Texts;
import java.nio.charset.Charset;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code chat udp-serve}: a person who answers datagrams. */
@Command(
    name = "udp-serve",
    description = {
      "Prints each datagram as [IP:PORT] TEXT, and sends a line of standard input back as its"
          + " answer.",
      "One datagram after another, one answer each; at the end of the input it leaves.",
      "Datagrams have no connections: --backlog, --idle and --max-connections change nothing."
    })
@SuppressWarnings("NullAway.Init") // filled in by picocli
final class ChatUdpServe implements Callable<Integer> {
  @Mixin private final ServerOptions options = new ServerOptions();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8081",
      description = "0 for any free one; ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--charset",
      paramLabel = "NAME",
      defaultValue = "UTF-8",
      description = "What the clients' texts are written in; ${DEFAULT-VALUE}.")
  private Charset charset;

  @Override
  public Integer call() throws Exception {
    DatagramLoop loop = DatagramLoop.start(options.transport());
    Datagrams socket = loop.bind(options.udpHost(), port, Datagrams.LARGEST);
    Inbox inbox = new Inbox(socket.address());
    InputLines lines = InputLines.ofStandardInput(InputLines.PROMPT);
    Operator operator = new Operator(inbox, lines, new Texts(charset), socket);
    socket.receive(inbox);
    return UntilStopped.serve(
        grace -> {
          lines.close();
          boolean finished = loop.stop(grace);
          inbox.drops().summary().ifPresent(System.err::println);
          return finished;
        },
        options.address(socket.address().getPort()),
        options.grace(),
        operator);
  }
}
