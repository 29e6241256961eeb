package io.cleave.examples.docs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;

/** What code prints on standard output. */
final class Printed {
  /** Code that prints. */
  @FunctionalInterface
  interface Code {
    void run() throws Exception;
  }

  private Printed() {}

  static String by(Code code) throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream out = System.out;
    System.setOut(new PrintStream(printed, true, UTF_8));
    try {
      code.run();
    } finally {
      System.setOut(out);
    }
    return printed.toString(UTF_8);
  }
}
