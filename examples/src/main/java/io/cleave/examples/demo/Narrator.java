package io.cleave.examples.demo;

import io.cleave.examples.console.FailureException;
import java.io.PrintStream;

/** Tells the tour, and stops it where something does not hold. */
final class Narrator {
  private final PrintStream out;
  private int steps;

  Narrator(PrintStream out) {
    this.out = out;
  }

  /** Begins the next part. */
  void part(String title) {
    steps++;
    out.println((steps == 1 ? "" : System.lineSeparator()) + steps + ". " + title);
  }

  /** A line of the part. */
  void say(String line) {
    out.println("   " + line);
  }

  /** What the tour promises here. */
  void holds(boolean held, String promise) {
    if (!held) {
      throw new FailureException("demo, part " + steps + ": did not hold: " + promise);
    }
    say("ok: " + promise);
  }
}
