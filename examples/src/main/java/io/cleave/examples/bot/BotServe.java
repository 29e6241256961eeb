package io.cleave.examples.bot;

import io.cleave.endpoint.FrameServer;
import io.cleave.examples.console.UntilStopped;
import io.cleave.examples.options.ServerOptions;
import io.cleave.examples.text.Texts;
import java.nio.charset.Charset;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bot serve}: the bot. */
@Command(
    name = "serve",
    description = {
      "Answers texts that come bare, what one read brings at a time.",
      "robot: answers to 你好 or hello, 名字 or name, 时间 or time, in that order; small letters.",
      "chatter: says one of the last 1 000 texts, from whomever; Bye ends the connection."
    })
@SuppressWarnings("NullAway.Init") // filled in by picocli
final class BotServe implements Callable<Integer> {
  @Mixin private final ServerOptions options = new ServerOptions();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "10086",
      description = "0 for any free one; ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--persona",
      paramLabel = "NAME",
      required = true,
      converter = Persona.Text.class,
      description = "robot or chatter.")
  private Persona persona;

  @Option(
      names = "--charset",
      paramLabel = "NAME",
      defaultValue = "UTF-8",
      description = "What the clients' texts are written in; ${DEFAULT-VALUE}.")
  private Charset charset;

  @Override
  public Integer call() {
    FrameServer server =
        options
            .applyTo(FrameServer.builder())
            .unframed()
            .onRequest(persona.answers(new Texts(charset)))
            .bind(port);
    return UntilStopped.serve(server, options.address(server.port()), options.grace());
  }
}
