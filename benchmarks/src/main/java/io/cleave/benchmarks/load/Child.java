package io.cleave.benchmarks.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A process that plays a {@link Role}; gone at the latest when this one is. */
final class Child implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 180;
  private static final Set<Process> ALIVE = ConcurrentHashMap.newKeySet();

  static {
    Thread undertaker = new Thread(() -> ALIVE.forEach(Process::destroyForcibly), "undertaker");
    Runtime.getRuntime().addShutdownHook(undertaker);
  }

  private final String name;
  private final Process process;
  private final Writer commands;
  private final BufferedReader answers;
  private final JsonNode beginning;

  private Child(String name, Process process) {
    this.name = name;
    this.process = process;
    ALIVE.add(process);
    commands = process.outputWriter(StandardCharsets.UTF_8);
    answers = process.inputReader(StandardCharsets.UTF_8);
    beginning = answer("the start");
  }

  /**
   * Starts a JVM with the class path of this one.
   *
   * @param flags its options
   * @param arguments of {@link Load}
   */
  static Child start(List<String> flags, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Load.class.getName()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    return new Child(String.join(" ", arguments), process);
  }

  /** What it said first. */
  JsonNode beginning() {
    return beginning;
  }

  /**
   * Has it do something.
   *
   * @throws LoadException if that fails, or takes too long
   */
  JsonNode ask(String command) {
    try {
      commands.write(command + "\n");
      commands.flush();
    } catch (IOException e) {
      throw new LoadException(name + ": has ended before '" + command + "'", e);
    }
    return answer(command);
  }

  private JsonNode answer(String command) {
    JsonNode answer = JsonMapper.shared().readTree(line(command));
    if (answer.has("failure")) {
      throw new LoadException(name + ", " + command + ": " + answer.get("failure").asString());
    }
    return answer;
  }

  private String line(String command) {
    try {
      String line =
          CompletableFuture.supplyAsync(this::readLine).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (line == null) {
        throw new LoadException(name + ": has ended during '" + command + "'");
      }
      return line;
    } catch (TimeoutException | ExecutionException e) {
      process.destroyForcibly();
      throw new LoadException(name + ": no answer to '" + command + "'", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new InterruptedIOException(command));
    }
  }

  private String readLine() {
    try {
      return answers.readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it: nothing in it is worth waiting for. */
  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
    ALIVE.remove(process);
  }
}
