package io.cleave.examples.docs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cleave.examples.testing.QuickStart;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A program that runs beside the test: what it prints is here line by line. */
final class Child implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String END = "\0";

  private final List<String> command;
  private final Process process;
  private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final StringBuilder said = new StringBuilder();
  private final Queue<String> errors = new ConcurrentLinkedQueue<>();

  private Child(List<String> command, Process process) {
    this.command = command;
    this.process = process;
    read("output", process.getInputStream(), lines::add, () -> lines.add(END));
    read("errors", process.getErrorStream(), this::addError, () -> {});
  }

  static Child start(Path directory, List<String> command) {
    try {
      ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
      builder.environment().put("JDK_JAVA_OPTIONS", String.join(" ", QuickStart.flags()));
      return new Child(command, builder.start());
    } catch (IOException e) {
      throw new AssertionError("the docs are tested with `" + command.get(0) + "`", e);
    }
  }

  private void read(String what, InputStream stream, Consumer<String> line, Runnable atEnd) {
    Thread reader =
        new Thread(
            () -> {
              try (var in = new BufferedReader(new InputStreamReader(stream, UTF_8))) {
                in.lines().forEach(line);
              } catch (IOException | UncheckedIOException closed) {
                // it was stopped
              } finally {
                atEnd.run();
              }
            },
            what + " of " + command.get(0));
    reader.setDaemon(true);
    reader.start();
  }

  private void addError(String line) {
    errors.add(line);
  }

  /** Waits for a line of its output, and gives it. */
  String awaitLine(String beginning) {
    for (String line = next(); !line.equals(END); line = next()) {
      if (line.startsWith(beginning)) {
        return line;
      }
    }
    throw new AssertionError(
        command
            + " ended before it said \""
            + beginning
            + "\"\n"
            + said
            + String.join("\n", errors));
  }

  /** Waits for its end, which must be a good one, and gives what it had to say. */
  String awaitEnd() {
    while (!next().equals(END)) {
      // all of it is in said
    }
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new AssertionError(
            command + " did not end well\n" + said + String.join("\n", errors));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
    return said.toString();
  }

  private String next() {
    try {
      String line = lines.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (line == null) {
        throw new AssertionError(
            command + " said nothing for " + PATIENCE + "\n" + said + String.join("\n", errors));
      }
      if (!line.equals(END)) {
        said.append(line).append('\n');
      }
      return line;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
