package io.cleave.examples.exec;

import io.cleave.endpoint.FrameServer;
import io.cleave.endpoint.MessageServer;
import io.cleave.examples.console.FailureException;
import io.cleave.examples.console.UntilStopped;
import io.cleave.examples.options.ByteSize;
import io.cleave.examples.options.NotInThisVersionException;
import io.cleave.examples.options.ServerOptions;
import io.cleave.examples.options.TokenFile;
import io.cleave.wire.FrameFormat;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code exec serve}: the remote command server. */
@Command(
    name = "serve",
    description = {
      "Runs commands for whoever connects, and sends back what they print.",
      "Nothing is allowed unless --allow or --allow-any-shell says so.",
      "On native, which is the default, output goes out while a command runs."
    })
@SuppressWarnings("NullAway.Init") // filled in by picocli
final class ExecServe implements Callable<Integer> {
  /** The longest word Linux passes to a program, and so the longest request, in bytes. */
  private static final int MAX_REQUEST = (128 << 10) - 1;

  /**
   * What an answer may be longer than the output: a line that says it was cut, and its line end.
   */
  private static final int LONGEST_CUT = 64;

  @Mixin private final ServerOptions options = new ServerOptions();
  @Mixin private final ExecFraming framing = new ExecFraming();
  @Mixin private final TokenFile token = new TokenFile();
  @Spec private CommandSpec spec;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "1688",
      description = "0 for any free one; ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--allow",
      paramLabel = "NAME=ARGV",
      description = {
        "Allows a command: NAME is the request's first word, ARGV an absolute path and its words.",
        "{int}, {word} and {file:DIR} each take a word of the request."
      })
  private List<String> allowed = List.of();

  @Option(
      names = "--allow-any-shell",
      description = "Runs every request by /bin/sh -c; on loopback only.")
  private boolean anyShell;

  @Option(
      names = "--stderr",
      paramLabel = "merged|instead",
      defaultValue = "merged",
      description =
          "Standard error goes behind standard output, or in its place; ${DEFAULT-VALUE}. On"
              + " native each is sent for itself.")
  private String stderr;

  @Option(
      names = "--time-limit",
      paramLabel = "DURATION",
      defaultValue = "30s",
      description = "How long a command may run, or wait for its turn; ${DEFAULT-VALUE}.")
  private Duration timeLimit;

  @Option(
      names = "--max-output",
      paramLabel = "SIZE",
      defaultValue = "64MiB",
      description = "How much a command may print; ${DEFAULT-VALUE}.")
  private ByteSize maxOutput;

  @Option(
      names = "--max-jobs",
      paramLabel = "N",
      defaultValue = "32",
      description = {
        "How many commands run at a time, 8 of one client; ${DEFAULT-VALUE}.",
        "The next one waits for its turn; on native it is refused."
      })
  private int maxJobs;

  @Option(
      names = "--half-close",
      description = "A client that has said its last still waits for answers; not on native.")
  private boolean halfClose;

  @Override
  public Integer call() {
    if (framing.isNative()) {
      return serveLive();
    }
    token.requireNone();
    Optional<FrameFormat> request = framing.request().map(f -> ExecFraming.atMost(f, MAX_REQUEST));
    Optional<FrameFormat> reply = framing.reply();
    requireLoopback();
    requireNoWindows();
    Permissions permissions = permissions();
    Shell shell = new Shell(permissions, limits(reply), Confinement.best());
    FrameServer.Builder builder = options.applyTo(FrameServer.builder());
    builder = request.isPresent() ? builder.format(request.get()) : builder.unframed();
    builder = reply.isPresent() ? builder.answers(reply.get()) : builder.unframedAnswers();
    FrameServer server = builder.onCall(shell::answer).bind(port);
    warnIfNothing(permissions);
    return UntilStopped.serve(server, options.address(server.port()), options.grace());
  }

  private int serveLive() {
    if (halfClose || stderrMode() == ExecLimits.Stderr.INSTEAD) {
      throw wrong(
          (halfClose ? "--half-close" : "--stderr instead")
              + " (expected: with another framing than native)");
    }
    requireLoopback();
    requireNoWindows();
    Permissions permissions = permissions();
    ExecRoute route = new ExecRoute(permissions, limits(Optional.empty()), Confinement.best());
    MessageServer.Builder builder = options.applyTo(MessageServer.builder());
    token.token().ifPresent(builder::token);
    MessageServer server = builder.route(ExecRoute.NAME, route).bind(port);
    warnIfNothing(permissions);
    return UntilStopped.serve(
        grace -> {
          boolean finished = server.stop(grace);
          route.endAll();
          return finished;
        },
        options.address(server.port()),
        options.grace());
  }

  private static void warnIfNothing(Permissions permissions) {
    if (permissions.isNothing()) {
      LoggerFactory.getLogger(ExecServe.class)
          .warn("no command is allowed: --allow NAME=ARGV allows one");
    }
  }

  private void requireLoopback() {
    if (!options.isLocal()) {
      throw new NotInThisVersionException(
          "exec serve --host "
              + options.host()
              + " needs --framing native, TLS, and a token or a client CA (without them: loopback"
              + " only); TLS");
    }
  }

  /** Where a program's arguments are one line, which each program splits in its own way. */
  private static void requireNoWindows() {
    if (System.getProperty("os.name", "").startsWith("Windows")) {
      throw new FailureException("exec serve runs on Linux and macOS (this is Windows)");
    }
  }

  private Permissions permissions() {
    if (anyShell && !allowed.isEmpty()) {
      throw wrong("--allow-any-shell and --allow (expected: one of them, as the first allows all)");
    }
    return anyShell
        ? Permissions.anyShell()
        : Permissions.only(allowed.stream().map(this::parse).toList());
  }

  private AllowedCommand parse(String text) {
    try {
      return AllowedCommand.parse(text);
    } catch (IllegalArgumentException refused) {
      throw wrong("--allow " + refused.getMessage());
    }
  }

  private ExecLimits limits(Optional<FrameFormat> reply) {
    if (maxJobs < 1) {
      throw wrong("--max-jobs " + maxJobs + " (expected: 1 or more)");
    }
    if (timeLimit.isZero()) {
      throw wrong("--time-limit 0 (expected: more)");
    }
    long most = reply.map(FrameFormat::maxPayloadLength).orElse(Long.MAX_VALUE) - LONGEST_CUT;
    ByteSize output = new ByteSize(Math.min(maxOutput.bytes(), most));
    return new ExecLimits(timeLimit, output, maxJobs, stderrMode(), halfClose);
  }

  private ExecLimits.Stderr stderrMode() {
    return switch (stderr.toLowerCase(Locale.ROOT)) {
      case "merged" -> ExecLimits.Stderr.MERGED;
      case "instead" -> ExecLimits.Stderr.INSTEAD;
      default -> throw wrong("--stderr " + stderr + " (expected: merged or instead)");
    };
  }

  private ParameterException wrong(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }
}
