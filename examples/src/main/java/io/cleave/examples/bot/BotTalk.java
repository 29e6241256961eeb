package io.cleave.examples.bot;

import io.cleave.endpoint.ConnectionLostException;
import io.cleave.endpoint.FrameClient;
import io.cleave.examples.console.FailureException;
import io.cleave.examples.console.InputLines;
import io.cleave.examples.options.ClientOptions;
import io.cleave.examples.options.PeerAddress;
import io.cleave.examples.text.Texts;
import io.cleave.wire.FrameFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bot talk}: talks with a bot. */
@Command(
    name = "talk",
    description = "Sends each line of standard input and prints the answer, one a line.")
@SuppressWarnings("NullAway.Init") // filled in by picocli
final class BotTalk implements Callable<Integer> {
  private static final int LONGEST = (int) FrameFormat.DEFAULT_MAX_PAYLOAD_LENGTH;

  @Mixin private final ClientOptions options = new ClientOptions();

  @Parameters(index = "0", paramLabel = "HOST:PORT", description = "The bot, or unix:PATH.")
  private PeerAddress bot;

  @Option(
      names = "--quiet",
      paramLabel = "DURATION",
      defaultValue = "200ms",
      description = "How long a pause ends an answer; ${DEFAULT-VALUE}.")
  private Duration quiet;

  @Option(
      names = "--charset",
      paramLabel = "NAME",
      defaultValue = "UTF-8",
      description = "What the bot's texts are written in; ${DEFAULT-VALUE}.")
  private Charset charset;

  @Override
  public Integer call() throws IOException {
    try (FrameClient client =
            options.applyTo(FrameClient.builder()).unframed(quiet).connect(bot.host(), bot.port());
        InputLines lines = InputLines.ofStandardInput(InputLines.PROMPT)) {
      talk(client, lines);
    }
    return 0;
  }

  private void talk(FrameClient client, InputLines lines) throws IOException {
    Texts texts = new Texts(charset);
    for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
      String text = line.get();
      if (text.isEmpty()) {
        continue; // no bytes, so nothing to send
      }
      try {
        System.out.println(texts.decode(ask(client, texts.encode(text))));
      } catch (ConnectionLostException closed) {
        if (Chatter.isFarewell(text)) {
          System.err.println("cleave: " + bot + " closed the connection");
          return;
        }
        throw closed;
      }
    }
  }

  /** The answer. */
  private static byte[] ask(FrameClient client, byte[] request) throws IOException {
    try (InputStream answer = client.open(request)) {
      byte[] bytes = answer.readNBytes(LONGEST + 1);
      if (bytes.length > LONGEST) {
        throw new FailureException(
            "the answer goes on behind " + LONGEST + " bytes (expected: an end before that)");
      }
      return bytes;
    }
  }
}
