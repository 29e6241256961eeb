package io.cleave.examples.exec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a command has written is there when it has ended, or was ended. */
@EnabledOnOs(OS.LINUX)
@Isolated("it measures this process")
class JobOutputIT {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final int OUTPUT = 1 << 20;

  /** Those that work here. */
  static Stream<Confinement> confinements() {
    return Stream.of(Confinement.values()).filter(Confinement::works);
  }

  private static String output(Confinement confinement, Duration limit, String script)
      throws IOException, InterruptedException {
    List<String> argv = List.of("/bin/sh", "-c", script);
    try (Job job = Job.start(argv, new Job.Limits(limit, OUTPUT), confinement)) {
      job.await();
      return new String(job.out().read().readAllBytes(), UTF_8);
    }
  }

  @ParameterizedTest
  @MethodSource("confinements")
  void keepsWhatIsWrittenOnTheWayOut(Confinement confinement) throws Exception {
    String script = "trap 'echo last; exit' TERM; echo first; sleep 1000 & wait";
    assertThat(output(confinement, Duration.ofMillis(500), script)).startsWith("first\nlast\n");
  }

  @Test
  void keepsItHoweverManyEndAtOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(64);
    try {
      List<Future<String>> outputs = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        outputs.add(threads.submit(() -> output(Confinement.NONE, LONG, "printf whole")));
      }
      for (Future<String> output : outputs) {
        assertThat(output.get()).isEqualTo("whole");
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
