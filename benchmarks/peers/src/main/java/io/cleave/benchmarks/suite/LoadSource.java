package io.cleave.benchmarks.suite;

import java.io.PrintStream;

/** The load programs. */
final class LoadSource implements Source {
  private final PrintStream progress;

  LoadSource(PrintStream progress) {
    this.progress = progress;
  }

  @Override
  public void measure(Plan plan, Figures figures) {
    progress.println("load: later");
  }
}
