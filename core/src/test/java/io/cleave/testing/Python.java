package io.cleave.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Runs the Python programs that lie beside the tests: the witness that is not ours.
 *
 * <p>A machine without {@code python3} fails these tests with a sentence; they are never skipped in
 * silence. The system property {@code cleave.python} names another interpreter.
 *
 * <p><b>Threading.</b> Every method blocks its caller.
 */
public final class Python {

  /**
   * What a program left behind.
   *
   * @param exitCode its exit code
   * @param output everything it wrote to stdout
   * @param errors everything it wrote to stderr
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
  public record Result(int exitCode, byte[] output, String errors) {
    /** The output as UTF-8. */
    public String text() {
      return new String(output, StandardCharsets.UTF_8);
    }

    /** This result, if the program ended well; an error with what it wrote, if not. */
    public Result successful() {
      if (exitCode != 0) {
        throw new AssertionError("python3 ended with " + exitCode + "\n" + text() + errors);
      }
      return this;
    }
  }

  /** A program that is still running. */
  public static final class Running implements AutoCloseable {
    private final Process process;
    private final CompletableFuture<byte[]> output;
    private final CompletableFuture<byte[]> errors;

    private Running(Process process) {
      this.process = process;
      this.output = collect(process.getInputStream());
      this.errors = collect(process.getErrorStream());
    }

    /** Waits for the end; a program that takes longer is killed, and the test fails. */
    public Result await(Duration timeout) {
      try {
        if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
          close();
          throw new AssertionError("python3 did not end within " + timeout + "\n" + said());
        }
        return new Result(process.exitValue(), output.join(), text(errors.join()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        close();
        throw new AssertionError("interrupted while waiting for python3", e);
      }
    }

    /** Kills the program if it still runs. */
    @Override
    public void close() {
      process.destroyForcibly();
    }

    private String said() {
      return text(output.join()) + text(errors.join());
    }

    private static String text(byte[] bytes) {
      return new String(bytes, StandardCharsets.UTF_8);
    }

    private static CompletableFuture<byte[]> collect(InputStream stream) {
      return CompletableFuture.supplyAsync(
          () -> {
            try (stream) {
              return stream.readAllBytes();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          },
          task -> {
            Thread reader = new Thread(task, "python3 output");
            reader.setDaemon(true);
            reader.start();
          });
    }
  }

  private static final String INTERPRETER = System.getProperty("cleave.python", "python3");

  private Python() {}

  /**
   * Starts a program.
   *
   * @param resource its name among the test resources, {@code /wire/make_vectors.py}
   * @param arguments its arguments
   */
  public static Running start(String resource, String... arguments) {
    List<String> command = new ArrayList<>(List.of(INTERPRETER, "-B", file(resource).toString()));
    command.addAll(List.of(arguments));
    try {
      return new Running(new ProcessBuilder(command).start());
    } catch (IOException e) {
      throw new AssertionError(
          "these tests compare with CPython, and `"
              + INTERPRETER
              + "` does not start: install python3, or name it with -Dcleave.python=…",
          e);
    }
  }

  /** Runs a program to its end. */
  public static Result run(String resource, Duration timeout, String... arguments) {
    try (Running running = start(resource, arguments)) {
      return running.await(timeout);
    }
  }

  /** The file of a test resource. */
  public static Path file(String resource) {
    URL url = Python.class.getResource(resource);
    if (url == null) {
      throw new AssertionError("no test resource " + resource);
    }
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError("no file for " + url, e);
    }
  }
}
