package io.cleave.examples.exec;

import io.cleave.examples.options.ByteSize;
import io.cleave.examples.options.DurationText;
import java.time.Duration;

/**
 * What commands may take, and how their output is put together.
 *
 * @param time for each command, and for its turn to come
 * @param output of both outputs of a command together
 * @param jobs at a time
 * @param stderr where standard error goes
 * @param halfClose whether a client that has said its last still waits for answers
 */
record ExecLimits(Duration time, ByteSize output, int jobs, Stderr stderr, boolean halfClose) {
  /** What a server has that was told nothing. */
  static final ExecLimits DEFAULT =
      new ExecLimits(Duration.ofSeconds(30), new ByteSize(64 << 20), 32, Stderr.MERGED, false);

  /** Where a command's standard error goes in an answer. */
  enum Stderr {
    /** Behind standard output. */
    MERGED,
    /** In its place, if there is any. */
    INSTEAD
  }

  Job.Limits job() {
    return new Job.Limits(time, output.bytes());
  }

  String timeText() {
    return DurationText.of(time);
  }

  /** The line behind the output of a command that was ended; nothing for one that was not. */
  String cut(Job.End end) {
    return switch (end) {
      case TIME -> "[cut: time " + timeText() + "]\n";
      case OUTPUT -> "[cut: output " + output + "]\n";
      case NO_ROOM -> "[cut: no room to keep more]\n";
      case EXITED, CANCELLED -> "";
    };
  }
}
