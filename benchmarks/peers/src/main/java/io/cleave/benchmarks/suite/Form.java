package io.cleave.benchmarks.suite;

import java.time.Duration;
import java.util.List;

/**
 * How much is measured, and for how long.
 *
 * @param name for file names
 * @param rounds both sides of every comparison are measured once in each
 * @param formats length fields, as {@code LengthField.parse} reads them
 * @param payloads of frames, in bytes
 * @param warmups iterations before those that count, in each fork
 * @param iterations those that count
 * @param iteration how long one is
 * @param shownRounds the same where there is no target
 * @param connections numbers of them, the first of which the others are compared with
 * @param loadWarmup how long a system is under load before anything counts
 * @param load how long it is then
 * @param fileLength of the file that is transferred
 */
record Form(
    String name,
    int rounds,
    List<String> formats,
    List<Integer> payloads,
    int warmups,
    int iterations,
    Duration iteration,
    int shownRounds,
    List<Integer> connections,
    Duration loadWarmup,
    Duration load,
    long fileLength) {

  /** Some eighteen minutes on two cores. Code is compiled for good after a second, mostly. */
  static final Form SHORT =
      new Form(
          "short",
          3,
          List.of(">I", "<q"),
          List.of(16, 128, 1_024, 16_384),
          16,
          5,
          Duration.ofMillis(100),
          1,
          List.of(1, 1_000),
          Duration.ofSeconds(7),
          Duration.ofMillis(1_500),
          1L << 30);

  /** All there is. */
  static final Form FULL =
      new Form(
          "full",
          5,
          List.of(">I", "<q", "<HB", "varint", ">I counting itself"),
          List.of(16, 128, 1_024, 16_384, 65_536),
          6,
          5,
          Duration.ofMillis(400),
          3,
          List.of(1, 10, 100, 1_000),
          Duration.ofSeconds(8),
          Duration.ofSeconds(6),
          4L << 30);
}
