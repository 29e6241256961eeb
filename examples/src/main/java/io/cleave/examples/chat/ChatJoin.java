package io.cleave.examples.chat;

import io.cleave.examples.console.FailureException;
import io.cleave.examples.console.InputLines;
import io.cleave.examples.console.Streams;
import io.cleave.examples.options.ClientOptions;
import io.cleave.examples.options.PeerAddress;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code chat join}: somebody in a room. */
@Command(
    name = "join",
    description = {
      "Says each line to everybody else in a room, and prints NAME: TEXT for what they say.",
      "Who comes and goes is told on standard error; quit leaves, as the end of the input does.",
      "When the connection is lost, it connects and joins again."
    })
@SuppressWarnings("NullAway.Init") // filled in by picocli
final class ChatJoin implements Callable<Integer> {
  private static final String LEAVE = "quit";

  @Mixin private final ClientOptions options = new ClientOptions();
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "HOST:PORT", description = "The server, or unix:PATH.")
  private PeerAddress server;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      required = true,
      description = "What you are called.")
  private String name;

  @Option(
      names = "--room",
      paramLabel = "ROOM",
      defaultValue = "lobby",
      description = "Where; ${DEFAULT-VALUE}.")
  private String room;

  @Override
  public Integer call() throws IOException {
    try {
      ChatNames.check("--name", name);
      ChatNames.check("--room", room);
    } catch (IllegalArgumentException refused) {
      throw new ParameterException(spec.commandLine(), "expected for " + refused.getMessage());
    }
    boolean atTerminal = Streams.isInteractive();
    try (InputLines lines = InputLines.ofStandardInput(InputLines.PROMPT)) {
      Consumer<String> notices = atTerminal ? lines::show : System.err::println;
      try (ChatSeat seat = new ChatSeat(room, name, options.timeout(), lines::show, notices)) {
        seat.take(server, options);
        return talk(lines, seat, notices) ? 0 : 1;
      }
    }
  }

  /** Says line after line; whether all of them were heard. */
  private static boolean talk(InputLines lines, ChatSeat seat, Consumer<String> notices)
      throws IOException {
    boolean allHeard = true;
    for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
      String said = line.get().strip();
      if (said.equals(LEAVE)) {
        break;
      }
      try {
        if (!said.isEmpty()) {
          seat.say(said);
        }
      } catch (FailureException unheard) {
        allHeard = false;
        notices.accept("cleave: " + unheard.getMessage());
      }
    }
    return allHeard;
  }
}
