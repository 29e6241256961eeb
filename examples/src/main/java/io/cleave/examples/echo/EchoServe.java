package io.cleave.examples.echo;

import io.cleave.body.Body;
import io.cleave.endpoint.FrameServer;
import io.cleave.endpoint.MessageServer;
import io.cleave.endpoint.PlainMessageServer;
import io.cleave.endpoint.ReceivedMessage;
import io.cleave.endpoint.Server;
import io.cleave.examples.console.UntilStopped;
import io.cleave.examples.options.Framing;
import io.cleave.examples.options.ServerOptions;
import io.cleave.header.Header;
import io.cleave.message.Message;
import io.cleave.message.MessageFormat;
import java.nio.charset.Charset;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code echo serve}: the echo server. */
@Command(name = "serve", description = "Sends back what comes.")
@SuppressWarnings("NullAway.Init") // filled in by picocli
final class EchoServe implements Callable<Integer> {
  /** The longest body that is echoed, in bytes: as much as a frame has by default. */
  static final int MAX_BODY_LENGTH = 16 << 20;

  @Mixin private final ServerOptions options = new ServerOptions();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "10010",
      description = "0 for any free one; ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--framing",
      paramLabel = "FRAMING",
      defaultValue = "<q",
      description = Framing.FORMS + "; ${DEFAULT-VALUE}.")
  private Framing framing;

  @Option(names = "--upper", description = "Raises the bytes a..z.")
  private boolean upper;

  @Option(names = "--suffix", paramLabel = "TEXT", description = "Puts TEXT behind each answer.")
  private String suffix = "";

  @Option(
      names = "--charset",
      paramLabel = "NAME",
      defaultValue = "UTF-8",
      description = "What requests are written in; answers are UTF-8.")
  private Charset charset;

  @Override
  public Integer call() {
    Server server = bind(new EchoAnswer(charset, upper, suffix));
    return UntilStopped.serve(server, options.address(server.port()), options.grace());
  }

  private Server bind(EchoAnswer answer) {
    if (framing instanceof Framing.Native) {
      return options
          .applyTo(MessageServer.builder())
          .route(EchoRoute.NAME, new EchoRoute(answer, charset))
          .bind(port);
    }
    if (framing instanceof Framing.Messages messages) {
      MessageFormat format = messages.format();
      return options
          .applyTo(PlainMessageServer.builder(format))
          .onMessage(request -> answer(request, answer, format))
          .bind(port);
    }
    FrameServer.Builder builder = options.applyTo(FrameServer.builder());
    builder =
        framing instanceof Framing.Frames frames
            ? builder.format(frames.format())
            : builder.unframed();
    return builder.onRequest(answer).bind(port);
  }

  /** The same header, but for a body that has another length now. */
  private static Message answer(ReceivedMessage request, EchoAnswer answer, MessageFormat format) {
    byte[] body = answer.apply(request.body().bytes(MAX_BODY_LENGTH));
    Header header = request.header();
    boolean sameLength = body.length == request.bodyLength();
    return Message.of(sameLength ? header : header.without(format.bodyLengthKey()), Body.of(body));
  }
}
