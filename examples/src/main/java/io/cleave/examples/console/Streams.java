package io.cleave.examples.console;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Standard input, output and error: UTF-8 whatever the locale, and whether a person sits there. */
public final class Streams {
  private Streams() {}

  /** Makes {@link System#out} and {@link System#err} speak UTF-8. */
  public static void useUtf8() {
    System.setOut(utf8(new FileOutputStream(FileDescriptor.out)));
    System.setErr(utf8(new FileOutputStream(FileDescriptor.err)));
  }

  private static PrintStream utf8(OutputStream out) {
    return new PrintStream(new BufferedOutputStream(out), true, StandardCharsets.UTF_8);
  }

  /** Whether standard input and output both are a terminal: then there is somebody to prompt. */
  public static boolean isInteractive() {
    return isTerminal(0) && isTerminal(1);
  }

  /** Whether standard error is a terminal: then a progress bar can be drawn. */
  public static boolean isErrorTerminal() {
    return isTerminal(2);
  }

  /** Asks the system's own test, as Java 17 can tell only for both streams together. */
  private static boolean isTerminal(int descriptor) {
    try {
      String[] test = {"test", "-t", String.valueOf(descriptor)};
      return new ProcessBuilder(test).inheritIO().start().waitFor() == 0;
    } catch (IOException noSuchProgram) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
