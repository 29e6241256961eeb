package io.cleave.examples.console;

import io.cleave.examples.options.NotInThisVersionException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** What becomes of an exception: a line on standard error, and 1 or 2. */
public final class ExitCodes {
  private static final int FAILED = 1;
  private static final int WRONG_USAGE = 2;

  private ExitCodes() {}

  /** Handles the exceptions of a command and its subcommands. */
  public static CommandLine addTo(CommandLine command) {
    return command
        .setParameterExceptionHandler(ExitCodes::wrongUsage)
        .setExecutionExceptionHandler(ExitCodes::failed);
  }

  private static int wrongUsage(ParameterException wrong, String[] args) {
    CommandLine command = wrong.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    say(command, sentence(wrong, name) + "; see " + name + " --help", wrong);
    return WRONG_USAGE;
  }

  private static String sentence(ParameterException wrong, String command) {
    for (Throwable cause = wrong; cause != null; cause = cause.getCause()) {
      if (cause instanceof NotInThisVersionException later) {
        return Sentence.of(later);
      }
    }
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      String word = unmatched.getUnmatched().get(0);
      String option = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
      return option.startsWith("--tls-")
          ? Sentence.of(new NotInThisVersionException(command + " " + option))
          : Quoted.cut(word) + " is not understood here";
    }
    return Sentence.of(wrong);
  }

  private static int failed(Exception failure, CommandLine command, ParseResult parsed) {
    say(command, Sentence.of(failure), failure);
    if (failure instanceof IllegalArgumentException) {
      return WRONG_USAGE;
    }
    return command.getCommand() instanceof FailsWith other ? other.failureCode() : FAILED;
  }

  private static void say(CommandLine command, String sentence, Exception failure) {
    PrintWriter err = command.getErr();
    err.println("cleave: " + sentence);
    if (Logging.isVerbose()) {
      failure.printStackTrace(err);
    }
    err.flush();
  }
}
