package io.cleave.benchmarks.suite;

import static io.cleave.benchmarks.suite.Names.CLEAVE;
import static io.cleave.benchmarks.suite.Names.FILE;
import static io.cleave.benchmarks.suite.Names.FILE_TLS;
import static io.cleave.benchmarks.suite.Names.NGINX;

import io.cleave.benchmarks.file.CannotMeasureException;
import io.cleave.benchmarks.file.FileTransfer;
import java.io.IOException;
import java.io.PrintStream;

/**
 * The file transfers: from memory to memory seven rounds, in either form; through TLS as many as
 * the form says.
 */
final class FileSource implements Source {
  /** A transfer is short, and depends on what the kernel finds free: a few more than elsewhere. */
  private static final int ROUNDS = 7;

  private final PrintStream progress;

  FileSource(PrintStream progress) {
    this.progress = progress;
  }

  @Override
  public void measure(Plan plan, Figures figures) throws InterruptedException {
    measure(plan, FILE, ROUNDS, figures);
    measure(plan, FILE_TLS, plan.form().rounds(), figures);
  }

  private void measure(Plan plan, String group, int rounds, Figures figures)
      throws InterruptedException {
    if (!plan.wants(group)) {
      return;
    }
    long length = plan.form().fileLength();
    String cell = (length >> 30) + " GiB";
    progress.printf("%s, %s%n", group, cell);
    try {
      FileTransfer.Times times = FileTransfer.measure(length, rounds, group.equals(FILE_TLS));
      times.ours().forEach(time -> figures.add(group, cell, CLEAVE, Unit.SECONDS, time));
      times.theirs().forEach(time -> figures.add(group, cell, NGINX, Unit.SECONDS, time));
    } catch (CannotMeasureException | IOException | NumberFormatException e) {
      figures.missing(group, CLEAVE, e.getMessage());
    }
  }
}
