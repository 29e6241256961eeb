package io.cleave.benchmarks.file;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** A process of its own that is spoken to in lines, and gone when this is closed. */
final class Child implements Closeable {
  private static final long PATIENCE_SECONDS = 10;
  private static final long SILENCE_SECONDS = 180;
  private static final Set<Process> ALIVE = ConcurrentHashMap.newKeySet();

  private final Process process;
  private final BufferedReader out;
  private final Writer in;

  private Child(List<String> command, Redirect errors) throws IOException {
    process = new ProcessBuilder(command).redirectError(errors).start();
    ALIVE.add(process);
    out = process.inputReader(StandardCharsets.UTF_8);
    in = process.outputWriter(StandardCharsets.UTF_8);
  }

  static Child start(List<String> command) throws IOException {
    return new Child(command, Redirect.INHERIT);
  }

  /** A JVM like this one, with a heap and as much direct memory as {@code heap} says. */
  static Child java(String heap, Class<?> program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + heap);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(program.getName());
    command.addAll(List.of(arguments));
    return start(command);
  }

  void say(String line) throws IOException {
    in.write(line + "\n");
    in.flush();
  }

  /** Waits for its next line, but not for ever. */
  String hear() throws IOException {
    Executor later = CompletableFuture.delayedExecutor(SILENCE_SECONDS, TimeUnit.SECONDS);
    CompletableFuture<Void> limit = CompletableFuture.runAsync(process::destroyForcibly, later);
    try {
      String line = out.readLine();
      if (line == null) {
        throw new EOFException(process + " has ended, or said nothing for too long");
      }
      return line;
    } finally {
      limit.cancel(false);
    }
  }

  /** What it prints until it ends, when it is over; an empty text if it failed. */
  static String output(List<String> command) throws IOException, InterruptedException {
    try (Child child = new Child(command, Redirect.DISCARD)) {
      String output =
          new String(child.process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return child.process.waitFor() == 0 ? output : "";
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Ends its input, which ends those that listen to it, and sees to it that it is gone. */
  @Override
  public void close() throws IOException {
    try {
      in.close();
    } finally {
      awaitEnd(process);
      ALIVE.remove(process);
    }
  }

  /**
   * Ends all there are: asks them first, since an nginx that is killed leaves its worker behind.
   */
  static void endAll() {
    ALIVE.forEach(Process::destroy);
    ALIVE.forEach(Child::awaitEnd);
  }

  private static void awaitEnd(Process process) {
    try {
      if (process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }

  /** For those that do not look at their input. */
  void end() {
    process.destroy();
  }
}
