package io.cleave.examples.file;

import io.cleave.examples.console.Streams;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar on standard error while a file comes or goes, if that is a terminal. */
final class Progress implements AutoCloseable {
  /** For a length that nobody knows: the bar has no end then. */
  static final long UNKNOWN = -1;

  private static final int UPDATE_MILLIS = 200;
  private static final long MIB = 1 << 20;

  private final Optional<ProgressBar> bar;

  private Progress(Optional<ProgressBar> bar) {
    this.bar = bar;
  }

  static Progress of(String title, long length, boolean wanted) {
    if (!wanted || !Streams.isErrorTerminal()) {
      return new Progress(Optional.empty());
    }
    return new Progress(
        Optional.of(
            new ProgressBarBuilder()
                .setTaskName(title)
                .setInitialMax(length)
                .setUnit(" MiB", MIB)
                .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                .setUpdateIntervalMillis(UPDATE_MILLIS)
                .showSpeed()
                .build()));
  }

  /** Whether there is somebody to see it. */
  boolean isDrawn() {
    return bar.isPresent();
  }

  void advanceTo(long bytes) {
    bar.ifPresent(drawn -> drawn.stepTo(bytes));
  }

  @Override
  public void close() {
    bar.ifPresent(ProgressBar::close);
  }
}
