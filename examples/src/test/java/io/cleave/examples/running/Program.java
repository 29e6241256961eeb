package io.cleave.examples.running;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cleave.examples.testing.QuickStart;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A process that a test started; closing kills it. */
final class Program implements AutoCloseable {
  /** How long anything here may take. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Path MODULE = Path.of(System.getProperty("basedir", "")).toAbsolutePath();

  private static final String PYTHON = System.getProperty("cleave.python", "python3");

  /** What a program left behind. */
  record Result(int exitCode, String out, String err) {}

  private final Process process;
  private final Output out;
  private final Output err;

  private Program(Process process) {
    this.process = process;
    this.out = new Output(process.getInputStream());
    this.err = new Output(process.getErrorStream());
  }

  /** {@code java -jar cleave.jar ARGS}. */
  static Program cleave(String... args) {
    return cleave(List.of(), Map.of(), args);
  }

  /** The same with flags for Java. */
  static Program cleave(List<String> flags, String... args) {
    return cleave(flags, Map.of(), args);
  }

  /** The same with flags for Java and another environment. */
  static Program cleave(List<String> flags, Map<String, String> environment, String... args) {
    return start(MODULE, javaCommand(flags, args), environment);
  }

  /** The same in another working directory. */
  static Program cleaveIn(Path directory, Map<String, String> environment, String... args) {
    return start(directory, javaCommand(List.of(), args), environment);
  }

  /** The same on a terminal of its own; its standard input is what a person does there. */
  static Program cleaveOnTerminal(
      List<String> flags, Map<String, String> environment, String... args) {
    Path terminal = MODULE.resolve("src/test/python/terminal.py");
    List<String> command = new ArrayList<>(List.of(PYTHON, "-B", terminal.toString()));
    command.addAll(javaCommand(flags, args));
    return start(MODULE, command, environment);
  }

  /** {@code java -jar cleave.jar ARGS}, for other programs to run. */
  static List<String> cleaveCommand(String... args) {
    return javaCommand(List.of(), args);
  }

  private static List<String> javaCommand(List<String> flags, String... args) {
    List<String> command = new ArrayList<>(List.of(QuickStart.JAVA));
    command.addAll(QuickStart.flags());
    command.addAll(flags);
    command.addAll(List.of("-jar", QuickStart.JAR.toString()));
    command.addAll(List.of(args));
    return command;
  }

  /** {@code python3 PROGRAM ARGS}, one of those in {@code examples/python}. */
  static Program python(String program, String... args) {
    Path file = MODULE.resolve("python").resolve(program);
    List<String> command = new ArrayList<>(List.of(PYTHON, "-B", file.toString()));
    command.addAll(List.of(args));
    return start(command);
  }

  /** Whether this machine has a program of that name. */
  static boolean isInstalled(String program) {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.of(path.split(File.pathSeparator))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }

  /** Any program of this machine. */
  static Program start(List<String> command) {
    return start(MODULE, command, Map.of());
  }

  private static Program start(
      Path directory, List<String> command, Map<String, String> environment) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("LC_") || name.equals("LANG"));
    builder.environment().putAll(environment);
    try {
      return new Program(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for {@code listening on HOST:PORT}, and gives the port. */
  int port() {
    String line = out.awaitLine(said -> said.startsWith("listening on "), PATIENCE);
    return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
  }

  /** The number of its process. */
  long pid() {
    return process.pid();
  }

  /** Waits for a line on standard output. */
  String awaitOut(Predicate<String> wanted) {
    return out.awaitLine(wanted, PATIENCE);
  }

  /** Waits for a line on standard error. */
  String awaitErr(Predicate<String> wanted) {
    return err.awaitLine(wanted, PATIENCE);
  }

  /** Writes to standard input, and closes it. */
  Program type(String input) {
    try (OutputStream in = process.getOutputStream()) {
      in.write(input.getBytes(UTF_8));
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
    return this;
  }

  /** Writes to standard input, which stays open. */
  void typeAhead(String input) {
    try {
      process.getOutputStream().write(input.getBytes(UTF_8));
      process.getOutputStream().flush();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  /** SIGTERM, and what came of it; {@link Process#destroy} would throw its last words away. */
  Result terminate() {
    return signal("TERM");
  }

  /** A signal by its name. */
  Result signal(String name) {
    start(List.of("kill", "-" + name, String.valueOf(process.pid()))).await();
    return await();
  }

  /** Waits for the end. */
  Result await() {
    try {
      if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("still running\n" + out.soFar() + err.soFar());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
    return new Result(process.exitValue(), out.all(), err.all());
  }

  /** Waits for the end, which has to be a good one; gives what was printed. */
  String successful() {
    Result result = await();
    if (result.exitCode() != 0) {
      throw new AssertionError(
          "exit code " + result.exitCode() + "\n" + result.out() + result.err());
    }
    return result.out();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** What a stream has brought so far. */
  private static final class Output {
    private final StringBuilder text = new StringBuilder(); // guarded by this
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    Output(InputStream in) {
      Thread reader = new Thread(() -> read(in), "output of a program");
      reader.setDaemon(true);
      reader.start();
    }

    private void read(InputStream in) {
      try (Reader reader = new InputStreamReader(in, UTF_8)) {
        char[] chars = new char[8192];
        for (int n = reader.read(chars); n >= 0; n = reader.read(chars)) {
          add(new String(chars, 0, n));
        }
      } catch (IOException killed) {
        add("[" + killed.getMessage() + "]");
      } finally {
        end.complete(null);
      }
    }

    private synchronized void add(String more) {
      text.append(more);
    }

    synchronized String soFar() {
      return text.toString();
    }

    String all() {
      end.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
      return soFar();
    }

    String awaitLine(Predicate<String> wanted, Duration patience) {
      long deadline = System.nanoTime() + patience.toNanos();
      while (true) {
        boolean ended = end.isDone();
        String seen = soFar();
        String whole = seen.substring(0, seen.lastIndexOf('\n') + 1);
        Optional<String> found = whole.lines().filter(wanted).findFirst();
        if (found.isPresent()) {
          return found.get();
        }
        if (ended || System.nanoTime() > deadline) {
          throw new AssertionError("no such line in:\n" + seen);
        }
        sleep();
      }
    }

    private static void sleep() {
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }
  }
}
