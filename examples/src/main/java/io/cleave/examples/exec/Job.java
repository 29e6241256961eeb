package io.cleave.examples.exec;

import io.cleave.connection.ConnectionLog;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One command, from its start to the end of all its processes.
 *
 * <p>Its standard input is empty, its environment has nothing but PATH, LANG and HOME, and it
 * begins in an empty directory of its own. What it writes to its two outputs is read at the same
 * time, and kept, so that it never waits for a reader; or it goes on as it comes, and then it does.
 *
 * <p><b>Threading.</b> {@link #cancel} on any thread; the rest on one.
 */
final class Job implements AutoCloseable {
  /** How a command ended. */
  enum End {
    /** By itself. */
    EXITED,
    /** It ran too long. */
    TIME,
    /** It wrote too much. */
    OUTPUT,
    /** What it wrote could not be kept. */
    NO_ROOM,
    /** Nobody waits for it any more. */
    CANCELLED
  }

  /**
   * What a command may take.
   *
   * @param time from its start
   * @param output bytes of both outputs together
   */
  record Limits(Duration time, long output) {}

  /** Takes what comes out of a pipe. */
  @FunctionalInterface
  private interface Taker {
    void take(byte[] bytes, int count) throws IOException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(Job.class);
  private static final File NOTHING = new File("/dev/null");
  private static final String LANG = "C.UTF-8";
  private static final int READ_LENGTH = 64 << 10;
  private static final Duration TO_END_BY_ITSELF = Duration.ofSeconds(2);
  private static final Duration TO_BE_KILLED = Duration.ofSeconds(2);

  private final Confinement confinement;
  private final Limits limits;
  private final Path directory;
  private final Process process;
  private final Spool out;
  private final Spool err;
  private final Optional<LiveOutput> live;
  private final List<Thread> readers;
  private final AtomicLong room;
  private final CompletableFuture<End> end = new CompletableFuture<>();

  private Job(
      Confinement confinement,
      Limits limits,
      Path directory,
      Process process,
      Optional<LiveOutput> live) {
    this.confinement = confinement;
    this.limits = limits;
    this.directory = directory;
    this.process = process;
    this.room = new AtomicLong(limits.output());
    this.out = new Spool(directory);
    this.err = new Spool(directory);
    this.live = live;
    this.readers =
        List.of(
            reader(process.getInputStream(), live.<Taker>map(to -> to::out).orElse(out::append)),
            reader(process.getErrorStream(), live.<Taker>map(to -> to::err).orElse(err::append)));
  }

  /**
   * Starts a command.
   *
   * @throws IOException if it cannot be started
   */
  static Job start(List<String> argv, Limits limits, Confinement confinement) throws IOException {
    return start(argv, limits, confinement, Optional.empty());
  }

  /**
   * Starts a command whose output goes on as it comes, and is not kept.
   *
   * @throws IOException if it cannot be started
   */
  static Job start(List<String> argv, Limits limits, Confinement confinement, LiveOutput live)
      throws IOException {
    return start(argv, limits, confinement, Optional.of(live));
  }

  private static Job start(
      List<String> argv, Limits limits, Confinement confinement, Optional<LiveOutput> live)
      throws IOException {
    Path directory = Files.createTempDirectory("cleave-exec");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(confinement.around(argv, limits.time()))
              .directory(directory.toFile())
              .redirectInput(NOTHING);
      setEnvironment(builder.environment());
      Job job = new Job(confinement, limits, directory, builder.start(), live);
      job.begin();
      return job;
    } catch (IOException | RuntimeException failure) {
      tidyUp(directory);
      throw failure;
    }
  }

  private static void setEnvironment(Map<String, String> environment) {
    environment.clear();
    environment.put("PATH", Confinement.PATH);
    environment.put("LANG", LANG);
    environment.put("HOME", System.getProperty("user.home", "/"));
  }

  private void begin() {
    readers.forEach(Thread::start);
    process.onExit().thenRun(() -> end.complete(End.EXITED));
  }

  private Thread reader(InputStream from, Taker to) {
    Thread reader = new Thread(() -> drain(from, to), "output of " + process.pid());
    reader.setDaemon(true);
    return reader;
  }

  /** Reads to the end in any case: a full pipe would keep what is being ended alive. */
  private void drain(InputStream from, Taker to) {
    byte[] bytes = new byte[READ_LENGTH];
    try (from) {
      for (int count = from.read(bytes); count >= 0; count = from.read(bytes)) {
        long before = room.getAndAdd(-count);
        int fitting = (int) Math.max(0, Math.min(before, count));
        keep(bytes, fitting, to);
        if (fitting < count) {
          end.complete(End.OUTPUT);
        }
      }
    } catch (IOException closed) {
      // because all is over
    }
  }

  private void keep(byte[] bytes, int count, Taker to) {
    try {
      to.take(bytes, count);
    } catch (IOException full) {
      end.complete(End.NO_ROOM);
    }
  }

  /** Nobody waits for it any more. */
  void cancel() {
    end.complete(End.CANCELLED);
  }

  /** Waits until the command has ended, or ends it; afterwards none of its processes is left. */
  End await() throws InterruptedException {
    try {
      End how = endOrTimeLimit();
      live.ifPresent(LiveOutput::commandEnds);
      if (how != End.EXITED) {
        confinement.terminate(process);
        process.waitFor(TO_END_BY_ITSELF.toMillis(), TimeUnit.MILLISECONDS);
      }
      killAll();
      return how;
    } catch (InterruptedException stopped) {
      confinement.kill(process);
      throw stopped;
    }
  }

  private End endOrTimeLimit() throws InterruptedException {
    try {
      return end.get(limits.time().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException tooLong) {
      return end.complete(End.TIME) ? End.TIME : end.join();
    } catch (ExecutionException never) {
      throw new AssertionError("nobody fails it", never);
    }
  }

  private void killAll() throws InterruptedException {
    confinement.kill(process);
    process.waitFor(TO_BE_KILLED.toMillis(), TimeUnit.MILLISECONDS);
    for (Thread reader : readers) {
      reader.join(TO_BE_KILLED.toMillis());
    }
  }

  /** Its exit code, 128 and more for one that was ended by a signal; nothing while it runs. */
  OptionalInt exitCode() {
    return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
  }

  /** What it wrote to its standard output; to be read when it has ended. */
  Spool out() {
    return out;
  }

  /** What it wrote to its standard error; to be read when it has ended. */
  Spool err() {
    return err;
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly(); // closes the pipes, should one that got away still hold them open
    out.close();
    err.close();
    tidyUp(directory);
  }

  /** A command may have made that hard; its answer is right all the same. */
  private static void tidyUp(Path directory) {
    try {
      Trees.delete(directory);
    } catch (IOException left) {
      LOG.warn("{} could not be deleted: {}", directory, ConnectionLog.sentence(left));
    }
  }
}
