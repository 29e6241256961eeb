package io.cleave.examples;

import io.cleave.examples.bot.BotCommand;
import io.cleave.examples.chat.ChatCommand;
import io.cleave.examples.console.Arguments;
import io.cleave.examples.console.ExitCodes;
import io.cleave.examples.console.Logging;
import io.cleave.examples.console.Streams;
import io.cleave.examples.demo.DemoCommand;
import io.cleave.examples.dump.DumpCommand;
import io.cleave.examples.echo.EchoCommand;
import io.cleave.examples.exec.ExecCommand;
import io.cleave.examples.file.FileCommand;
import io.cleave.examples.options.Converters;
import io.cleave.examples.udp.UdpCommand;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** {@code java -jar cleave.jar COMMAND …}. */
@Command(
    name = "cleave",
    description = "Cuts a TCP byte stream into messages and puts them back.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Cleave.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      EchoCommand.class,
      ExecCommand.class,
      FileCommand.class,
      UdpCommand.class,
      ChatCommand.class,
      BotCommand.class,
      DumpCommand.class
    })
public final class Cleave {
  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Logs more, stack traces included.")
  @SuppressWarnings("UnusedMethod") // called by picocli
  private void beVerbose(boolean wanted) {
    if (wanted) {
      Logging.beVerbose();
    }
  }

  /** The program. */
  public static void main(String[] args) {
    Streams.useUtf8();
    CommandLine commands =
        commands(
            new PrintWriter(System.out, true, StandardCharsets.UTF_8),
            new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    int exitCode = commands.execute(Arguments.undamaged(args));
    if (System.out.checkError() && exitCode == 0) {
      System.err.println(
          "cleave: standard output cannot be written (expected: room, and a reader)");
      exitCode = 1;
    }
    System.exit(exitCode);
  }

  /** All commands; help, and what is wrong with the words, goes to the writers given. */
  static CommandLine commands(PrintWriter out, PrintWriter err) {
    CommandLine commands = new CommandLine(new Cleave());
    commands.setOut(out);
    commands.setErr(err);
    return ExitCodes.addTo(Converters.addTo(commands));
  }

  /** What {@code --version} says. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      Optional<String> version =
          Optional.ofNullable(Cleave.class.getPackage().getImplementationVersion());
      return new String[] {"cleave " + version.orElse("(not from its jar)")};
    }
  }
}
