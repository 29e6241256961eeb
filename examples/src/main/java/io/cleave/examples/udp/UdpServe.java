package io.cleave.examples.udp;

import io.cleave.examples.console.UntilStopped;
import io.cleave.examples.datagram.DatagramLoop;
import io.cleave.examples.datagram.Datagrams;
import io.cleave.examples.options.ServerOptions;
import io.cleave.examples.text.Texts;
import java.nio.charset.Charset;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code udp serve}: the echo server for datagrams. */
@Command(
    name = "serve",
    description = {
      "Sends back each datagram that comes, of up to 65507 bytes.",
      "A datagram that is an answer sent to the same peer within a second is taken for that answer"
          + " coming back, and gets none.",
      "Datagrams have no connections: --backlog, --idle and --max-connections change nothing."
    })
@SuppressWarnings("NullAway.Init") // filled in by picocli
final class UdpServe implements Callable<Integer> {
  @Mixin private final ServerOptions options = new ServerOptions();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "9000",
      description = "0 for any free one; ${DEFAULT-VALUE}.")
  private int port;

  @Option(names = "--upper", description = "Raises the letters a..z.")
  private boolean upper;

  @Option(
      names = "--charset",
      paramLabel = "NAME",
      defaultValue = "UTF-8",
      description =
          "What texts are written in, so that --upper finds the letters; ${DEFAULT-VALUE}.")
  private Charset charset;

  @Override
  public Integer call() {
    UnaryOperator<byte[]> answer = upper ? new Texts(charset)::raise : UnaryOperator.identity();
    DatagramLoop loop = DatagramLoop.start(options.transport());
    Datagrams socket = loop.bind(options.udpHost(), port, Datagrams.LARGEST);
    UdpEcho echo = new UdpEcho(socket, answer);
    socket.receive(echo);
    return UntilStopped.serve(
        grace -> {
          boolean finished = loop.stop(grace);
          echo.drops().summary().ifPresent(System.err::println);
          return finished;
        },
        options.address(socket.address().getPort()),
        options.grace());
  }
}
