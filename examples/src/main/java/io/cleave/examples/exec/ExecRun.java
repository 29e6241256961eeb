package io.cleave.examples.exec;

import io.cleave.endpoint.FrameClient;
import io.cleave.endpoint.MessageClient;
import io.cleave.examples.console.FailsWith;
import io.cleave.examples.console.FailureException;
import io.cleave.examples.console.InputLines;
import io.cleave.examples.console.Streams;
import io.cleave.examples.options.ClientOptions;
import io.cleave.examples.options.PeerAddress;
import io.cleave.examples.options.TokenFile;
import io.cleave.wire.FrameFormat;
import java.io.IOException;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code exec run}: runs commands on another machine. */
@Command(
    name = "run",
    description = {
      "Runs one command and prints what comes back.",
      "On native, both outputs come while the command runs, and the exit code is the command's:",
      "128+n for signal n, 255 if it could not be run.",
      "Without COMMAND: each line of standard input; quit or q leaves."
    })
@SuppressWarnings("NullAway.Init") // filled in by picocli
final class ExecRun implements Callable<Integer>, FailsWith {
  /** As ssh has it, because every other one may be the command's. */
  private static final int OWN_FAILURE = 255;

  private static final String PROMPT = ">>: ";
  private static final Set<String> LEAVING = Set.of("quit", "q");

  @Mixin private final ClientOptions options = new ClientOptions();
  @Mixin private final ExecFraming framing = new ExecFraming();
  @Mixin private final TokenFile token = new TokenFile();

  @Parameters(index = "0", paramLabel = "HOST:PORT", description = "The server, or unix:PATH.")
  private PeerAddress server;

  @Parameters(index = "1..*", arity = "0..*", paramLabel = "COMMAND", description = "Its words.")
  private List<String> words = List.of();

  @Option(
      names = "--quiet",
      paramLabel = "DURATION",
      defaultValue = "200ms",
      description = "With answers that are bare: how long a pause ends one; ${DEFAULT-VALUE}.")
  private Duration quiet;

  @Option(
      names = "--charset",
      paramLabel = "NAME",
      defaultValue = "UTF-8",
      description = "What the server reads and prints; ${DEFAULT-VALUE}.")
  private Charset charset;

  @Override
  public int failureCode() {
    return framing.isNative() ? OWN_FAILURE : 1;
  }

  @Override
  public Integer call() throws IOException {
    if (framing.isNative()) {
      return runLive();
    }
    token.requireNone();
    Optional<FrameFormat> request = framing.request();
    Optional<FrameFormat> reply = framing.reply();
    try (FrameClient client = connect(request, reply)) {
      RemoteShell shell = new RemoteShell(client, charset, request.isPresent());
      if (words.isEmpty()) {
        runEachLine(shell);
      } else {
        shell.run(String.join(" ", words));
      }
    }
    return 0;
  }

  private int runLive() throws IOException {
    MessageClient.Builder builder = options.applyTo(MessageClient.builder());
    token.token().ifPresent(builder::token);
    try (LiveShell shell = new LiveShell(builder.connect(server.host(), server.port()), charset)) {
      return words.isEmpty() ? runEachLive(shell) : shell.run(String.join(" ", words));
    }
  }

  /** Goes on behind a command that failed, as a shell does; the last one's exit code counts. */
  private static int runEachLive(LiveShell shell) throws IOException {
    int[] exitCode = {0};
    eachLine(
        command -> {
          try {
            exitCode[0] = shell.run(command);
          } catch (FailureException failed) {
            if (!shell.isOpen() || System.out.checkError()) {
              throw failed;
            }
            System.err.println("cleave: " + failed.getMessage());
            exitCode[0] = OWN_FAILURE;
          }
          return shell.isAtLineStart();
        });
    return exitCode[0];
  }

  private FrameClient connect(Optional<FrameFormat> request, Optional<FrameFormat> reply) {
    FrameClient.Builder builder = options.applyTo(FrameClient.builder());
    builder = reply.isPresent() ? builder.format(reply.get()) : builder.unframed(quiet);
    builder = request.isPresent() ? builder.requests(request.get()) : builder.unframedRequests();
    return builder.connect(server.host(), server.port());
  }

  private static void runEachLine(RemoteShell shell) throws IOException {
    eachLine(
        command -> {
          shell.run(command);
          return shell.isAtLineStart();
        });
  }

  /** Runs a command, and tells whether the cursor is at the beginning of a line then. */
  @FunctionalInterface
  private interface Runner {
    boolean run(String command) throws IOException;
  }

  private static void eachLine(Runner runner) throws IOException {
    boolean atTerminal = Streams.isInteractive();
    try (InputLines lines = InputLines.ofStandardInput(PROMPT)) {
      for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
        String command = line.get();
        if (LEAVING.contains(command.strip())) {
          return;
        }
        if (command.isBlank()) {
          continue;
        }
        boolean atLineStart = runner.run(command);
        if (atTerminal && !atLineStart) {
          System.out.println(); // for the next prompt
        }
      }
    }
  }
}
