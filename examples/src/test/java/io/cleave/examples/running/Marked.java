package io.cleave.examples.running;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A sleep that is found again among the processes of the machine, because no other is as long.
 *
 * @param seconds as they stand in the command line
 */
record Marked(String seconds) {
  private static final AtomicLong NEXT = new AtomicLong(System.nanoTime() % 1_000_000_000L);

  static Marked next() {
    return new Marked(String.format("1000.%09d", NEXT.incrementAndGet()));
  }

  /** A command that takes far too long. */
  String sleep() {
    return "sleep " + seconds;
  }

  /** Command lines that have it in them, also that of whoever asked for it. */
  List<String> mentions() {
    return ProcessHandle.allProcesses()
        .flatMap(process -> process.info().commandLine().stream())
        .filter(line -> line.contains(seconds))
        .toList();
  }

  /** Whether it has begun, and has not ended. */
  boolean isRunning() {
    return ProcessHandle.allProcesses()
        .flatMap(process -> process.info().arguments().stream())
        .anyMatch(arguments -> List.of(arguments).equals(List.of(seconds)));
  }
}
