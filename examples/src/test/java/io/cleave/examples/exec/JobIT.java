package io.cleave.examples.exec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cleave.examples.testing.FaultLine;
import io.cleave.examples.testing.FullRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows E4 to E8: what a command gets, and that nothing is left of it. */
@EnabledOnOs(OS.LINUX)
@Isolated("it measures this process")
class JobIT {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final long MIB = 1 << 20;
  private static final AtomicInteger MARKS = new AtomicInteger();

  /** Those that work here. */
  static Stream<Confinement> confinements() {
    return Stream.of(Confinement.values())
        .filter(confinement -> confinement != Confinement.NONE && confinement.works());
  }

  private record Outcome(Job.End end, String out, String err, Duration took) {}

  private static Outcome run(Confinement confinement, Duration limit, String... argv) {
    long began = System.nanoTime();
    Job.Limits limits = new Job.Limits(limit, 64 * MIB);
    try (Job job = Job.start(List.of(argv), limits, confinement)) {
      Job.End end = job.await();
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      return new Outcome(end, text(job.out()), text(job.err()), took);
    } catch (IOException | InterruptedException failure) {
      throw new AssertionError(failure);
    }
  }

  private static Outcome shell(Confinement confinement, Duration limit, String script) {
    return run(confinement, limit, "/bin/sh", "-c", script);
  }

  private static String text(Spool spool) throws IOException {
    return new String(spool.read().readAllBytes(), UTF_8);
  }

  /** An argument for sleep that no other process has. */
  private static String mark() {
    return "98765."
        + ProcessHandle.current().pid()
        + String.format("%06d", MARKS.getAndIncrement());
  }

  @ParameterizedTest
  @MethodSource("confinements")
  void takesWhatACommandPrintsToBothOutputs(Confinement confinement) {
    Outcome outcome = shell(confinement, LONG, "echo out; echo err >&2; echo more");

    assertThat(outcome.end()).isEqualTo(Job.End.EXITED);
    assertThat(outcome.out()).isEqualTo("out\nmore\n");
    assertThat(outcome.err()).isEqualTo("err\n");
  }

  @ParameterizedTest
  @MethodSource("confinements")
  void readsBothOutputsAtOnceHoweverLongTheyAre(Confinement confinement) { // the old deadlock
    Outcome outcome =
        shell(confinement, LONG, "head -c 3000000 /dev/zero >&2; head -c 2000000 /dev/zero");

    assertThat(outcome.end()).isEqualTo(Job.End.EXITED);
    assertThat(outcome.out()).hasSize(2_000_000);
    assertThat(outcome.err()).hasSize(3_000_000);
  }

  @ParameterizedTest
  @MethodSource("confinements")
  void hasNothingOnItsStandardInput(Confinement confinement) {
    Outcome outcome = run(confinement, LONG, "/bin/cat");

    assertThat(outcome.end()).isEqualTo(Job.End.EXITED);
    assertThat(outcome.took()).isLessThan(Duration.ofSeconds(2));
    FaultLine.print(
        "E5", "cat returned after %s ms, in a %s", outcome.took().toMillis(), confinement);
  }

  @ParameterizedTest
  @MethodSource("confinements")
  void endsCommandThatFloods(Confinement confinement) throws Exception {
    long before = usedHeap();
    Job.Limits limits = new Job.Limits(LONG, 64 * MIB);
    String mark = mark();
    try (Job job = Job.start(List.of("/bin/sh", "-c", "yes " + mark), limits, confinement)) {
      assertThat(job.await()).isEqualTo(Job.End.OUTPUT);
      assertThat(job.out().length()).isEqualTo(64 * MIB);
      await().atMost(Duration.ofSeconds(1)).until(() -> Processes.with(mark).isEmpty());
      long kept = usedHeap() - before;
      assertThat(kept).isLessThan(4 * MIB);
      FaultLine.print(
          "E4", "cut at %s bytes, %s KiB of heap more, in a %s", 64 * MIB, kept >> 10, confinement);
    }
  }

  private static long usedHeap() throws InterruptedException {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      Thread.sleep(20); // the collector's own threads
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  /** Row E6, E7: eight ways to leave something behind. */
  private static final List<String> SCRIPTS =
      List.of(
          "sleep MARK & echo background",
          "(sleep MARK &) ; (sleep MARK &) ; echo twice",
          "setsid sleep MARK & setsid setsid sleep MARK",
          "trap '' TERM; sleep MARK; sleep MARK",
          "for i in $(seq 50); do sleep MARK & done; wait",
          "sleep MARK & exec echo holds the pipe",
          "exit 3",
          "sh -c 'sleep 0.01 & exec sleep MARK'");

  private static final int LEAVES_ITS_SESSION = 2;

  @ParameterizedTest
  @MethodSource("confinements")
  void leavesNothingBehind(Confinement confinement) throws Exception {
    long files = Processes.openFiles();
    List<String> marks = new ArrayList<>();
    int runs = FullRuns.count(10_000);
    ExecutorService atOnce = Executors.newFixedThreadPool(16);
    try {
      List<Future<Outcome>> outcomes = new ArrayList<>();
      for (int run = 0; run < runs; run++) {
        int script = run % SCRIPTS.size();
        if (confinement == Confinement.SESSION && script == LEAVES_ITS_SESSION) {
          continue; // as its Javadoc says
        }
        String mark = mark();
        marks.add(mark);
        String text = SCRIPTS.get(script).replace("MARK", mark);
        outcomes.add(atOnce.submit(() -> shell(confinement, SHORT, text)));
      }
      for (Future<Outcome> outcome : outcomes) {
        assertThat(outcome.get().took()).isLessThan(Duration.ofSeconds(10));
      }
    } finally {
      atOnce.shutdownNow();
    }
    await().atMost(Duration.ofSeconds(2)).until(() -> survivors(marks) == 0);
    await().untilAsserted(() -> assertThat(Processes.zombies()).isZero());
    await().untilAsserted(() -> assertThat(Processes.openFiles()).isLessThanOrEqualTo(files));
    await().untilAsserted(() -> assertThat(readers()).isEmpty());
    FaultLine.print(
        "E6", "%s runs of 8 scripts in a %s, 0 survivors, 0 zombies", marks.size(), confinement);
  }

  /** Threads that read what a command prints. */
  private static List<String> readers() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("output of "))
        .toList();
  }

  private static long survivors(List<String> marks) {
    List<String> sleeping = Processes.with("98765.");
    return marks.stream()
        .filter(mark -> sleeping.stream().anyMatch(line -> line.contains(mark)))
        .count();
  }

  @ParameterizedTest
  @MethodSource("confinements")
  void hasAnEnvironmentADirectoryAndFilesOfItsOwn(Confinement confinement) {
    String expected =
        String.join(
            "\n",
            "HOME=" + System.getProperty("user.home"),
            "LANG=C.UTF-8",
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "");
    String environment = run(confinement, LONG, "/usr/bin/env").out();
    assertThat(environment.lines().sorted().toList()).isEqualTo(expected.lines().toList());

    String limits =
        shell(
                confinement,
                LONG,
                "umask; ls -A; ulimit -n; ulimit -c; ulimit -t; readlink /proc/self/fd/0;"
                    + " ls /proc/self/fd")
            .out();
    assertThat(limits)
        .isEqualTo("0077\n1024\n0\n30\n/dev/null\n0\n1\n2\n3\n"); // 3 is what ls looks through
    FaultLine.print("E8", "3 variables, an empty directory, 3 open files, in a %s", confinement);
  }

  @Test
  void beginsInDirectoryThatIsGoneAfterwards(@TempDir Path elsewhere) throws Exception {
    Path linked = Files.createFile(elsewhere.resolve("linked"));
    String script = "mkdir -p a/b; ln -s '" + elsewhere + "' a/c; ls a/c; pwd";
    String out = shell(Confinement.best(), LONG, script).out();

    assertThat(out).startsWith("linked\n/");
    assertThat(Path.of(out.strip().substring("linked\n".length()))).doesNotExist();
    assertThat(linked).as("links are not followed").exists();
  }

  @Test
  void tidiesUpWhatACommandHasShut() {
    String script = "mkdir -p a/b; touch a/b/c; chmod 0 a/b a; pwd";
    assertThat(Path.of(shell(Confinement.best(), LONG, script).out().strip())).doesNotExist();
  }

  @Test
  void endsWhenNobodyWaitsForIt() throws Exception {
    String mark = mark();
    Job.Limits limits = new Job.Limits(LONG, MIB);
    try (Job job = Job.start(List.of("/bin/sleep", mark), limits, Confinement.best())) {
      await().until(() -> !Processes.with(mark).isEmpty());
      job.cancel();

      assertThat(job.await()).isEqualTo(Job.End.CANCELLED);
      await().atMost(Duration.ofSeconds(2)).until(() -> Processes.with(mark).isEmpty());
    }
  }

  @Test
  void argumentsArriveAsTheyAre() {
    List<String> nasty =
        ExecInjectionTest.payloads().stream()
            .filter(word -> word.indexOf('\0') < 0 && word.length() < 10_000)
            .filter(word -> new String(word.getBytes(UTF_8), UTF_8).equals(word))
            .toList();
    List<String> argv = new ArrayList<>(List.of("/usr/bin/printf", "%s\\0", "--"));
    argv.addAll(nasty);

    String out = run(Confinement.best(), LONG, argv.toArray(new String[0])).out();

    List<String> expected = new ArrayList<>(List.of("--"));
    expected.addAll(nasty);
    assertThat(Arrays.asList(out.split("\0", -1))).startsWith(expected.toArray(new String[0]));
    FaultLine.print("E3", "%s arguments reached a program as they are", nasty.size());
  }
}
