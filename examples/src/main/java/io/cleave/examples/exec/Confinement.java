package io.cleave.examples.exec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * How a command and everything it starts are kept together, so that all of it can be ended.
 *
 * <pre>{@code
 * NAMESPACE       unshare --pid: with its first process the kernel ends all others, however they hide
 * USER_NAMESPACE  the same for whoever may not do that, in a namespace where he may
 * SESSION         setsid: ends what is still in the command's process group or among its descendants;
 *                 a process that left both, on purpose, gets away
 * NONE            ends the command and its descendants; on systems that have neither program
 * }</pre>
 *
 * <p>Whichever it is, the command gets a lower priority, limits on its processes (not those of
 * root, says the kernel), open files, file sizes and processor time, a umask of 077, and a second
 * time limit that holds even if the server is killed; each as far as the system has the program for
 * it. There is none on its address space, as many programs reserve more than they use.
 */
enum Confinement {
  NAMESPACE("unshare", "--pid", "--fork", "--kill-child=KILL"),
  USER_NAMESPACE("unshare", "--user", "--map-current-user", "--pid", "--fork", "--kill-child=KILL"),
  SESSION("setsid"),
  NONE;

  /** All a command finds of its environment's PATH. */
  static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private static final int PROBE_SECONDS = 5;

  /** A limit that is tighter already stays as it is. */
  private static final String LIMITS =
      "umask 077; unset PWD; exec 3>&2 2>/dev/null; ulimit -t SECONDS; ulimit -c 0; ulimit -n 1024;"
          + " ulimit -f 2097152; ulimit -p 4096 || ulimit -u 4096; exec 2>&3 3>&-; ";

  private static final int SPARE_SECONDS = 10;

  @SuppressWarnings("ImmutableEnumChecker") // List.of gives one that is
  private final List<String> wrapper;

  Confinement(String... wrapper) {
    this.wrapper = List.of(wrapper);
  }

  /** The tightest one that works on this machine, found out by trying. */
  static Confinement best() {
    return Stream.of(values()).filter(Confinement::works).findFirst().orElse(NONE);
  }

  /** Whether this machine has it. */
  boolean works() {
    if (this == NONE) {
      return true;
    }
    Optional<String> program = program(wrapper.get(0));
    if (program.isEmpty() || program("true").isEmpty()) {
      return false;
    }
    List<String> probe = new ArrayList<>(wrapper);
    probe.set(0, program.get());
    probe.add(program("true").get());
    return succeeds(probe);
  }

  private static boolean succeeds(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return false;
      }
      return process.exitValue() == 0;
    } catch (IOException cannot) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Where a program is, looked for in {@link #PATH} alone. */
  private static Optional<String> program(String name) {
    return Stream.of(PATH.split(":"))
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }

  /** The command line that runs {@code argv} confined. */
  List<String> around(List<String> argv, Duration timeLimit) {
    long seconds = timeLimit.toSeconds() + SPARE_SECONDS;
    List<String> line = new ArrayList<>();
    add(line, wrapper);
    add(line, List.of("nice", "-n", "5"));
    add(line, List.of("timeout", "--signal=KILL", seconds + "s"));
    boolean plain = AsciiWords.suffice(argv) || program("sh").isEmpty();
    String script =
        LIMITS.replace("SECONDS", "" + seconds)
            + (plain ? "" : AsciiWords.UNESCAPE)
            + "exec \"$@\"";
    add(line, List.of("sh", "-c", script, "sh"));
    line.addAll(plain ? argv : AsciiWords.escape(argv));
    return line;
  }

  private static void add(List<String> line, List<String> wrapper) {
    if (!wrapper.isEmpty()) {
      program(wrapper.get(0))
          .ifPresent(
              program -> {
                line.add(program);
                line.addAll(wrapper.subList(1, wrapper.size()));
              });
    }
  }

  /** Asks all of it to end; what it still writes then is output like any other. */
  void terminate(Process process) {
    switch (this) {
      case NAMESPACE, USER_NAMESPACE -> process.children().forEach(ProcessHandle::destroy);
      case SESSION -> signalGroup("TERM", process);
      case NONE -> {
        process.descendants().forEach(ProcessHandle::destroy);
        process.toHandle().destroy();
      }
    }
  }

  /**
   * Ends all of it, by the handle: {@link Process#destroyForcibly} would close the pipes too, and
   * so throw away what was written and has not been read yet.
   */
  void kill(Process process) {
    if (this == SESSION) {
      signalGroup("KILL", process); // also when the command itself has ended
    }
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.toHandle().destroyForcibly();
  }

  private static void signalGroup(String signal, Process process) {
    succeeds(
        List.of("/bin/sh", "-c", "kill -s \"$1\" -- \"-$2\"", "sh", signal, "" + process.pid()));
  }
}
