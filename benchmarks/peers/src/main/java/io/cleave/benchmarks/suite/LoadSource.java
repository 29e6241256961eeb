package io.cleave.benchmarks.suite;

import static io.cleave.benchmarks.suite.Names.LATENCY;
import static io.cleave.benchmarks.suite.Names.NETTY;

import io.cleave.benchmarks.load.Load;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs the load program, once in each round for each command, with all systems in it; its lines of
 * JSON become figures.
 */
final class LoadSource implements Source {
  private final PrintStream progress;

  LoadSource(PrintStream progress) {
    this.progress = progress;
  }

  @Override
  public void measure(Plan plan, Figures figures) throws InterruptedException {
    for (LoadRun run : LoadRun.all(plan.form())) {
      measure(plan, run, figures);
    }
    if (plan.wants(LATENCY)) {
      measureLatency(plan, figures);
    }
  }

  /** At half of what Netty can be kept at, so that both have the same rate. */
  private void measureLatency(Plan plan, Figures figures) throws InterruptedException {
    progress.println("load " + String.join(" ", LoadRun.PEAK));
    try {
      long peak = LoadRun.peak(lines(LoadRun.PEAK));
      measure(plan, LoadRun.latency(plan.form(), peak / 2), figures);
    } catch (IOException | RuntimeException e) { // a line that is none of its own, too
      figures.missing(LATENCY, NETTY, String.valueOf(e.getMessage()));
    }
  }

  private void measure(Plan plan, LoadRun run, Figures figures) throws InterruptedException {
    List<LoadRun.Contender> contenders =
        new ArrayList<>(
            run.contenders().stream().filter(c -> isWanted(plan, run, c.system())).toList());
    if (contenders.isEmpty()) {
      return;
    }
    progress.println("load " + String.join(" ", run.arguments()));
    for (int round = 0; round < plan.form().rounds(); round++) {
      measure(run, contenders, figures);
      Collections.reverse(contenders);
    }
  }

  private static boolean isWanted(Plan plan, LoadRun run, String system) {
    return run.groups().stream().anyMatch(group -> plan.wants(group, system));
  }

  /** A system that cannot be run leaves the others theirs, so each is asked for by itself. */
  private static void measure(LoadRun run, List<LoadRun.Contender> contenders, Figures figures)
      throws InterruptedException {
    for (LoadRun.Contender contender : contenders) {
      try {
        run.reading().read(contender, lines(run.command(contender)), figures);
      } catch (IOException | RuntimeException e) {
        String why = String.valueOf(e.getMessage());
        run.groups().forEach(group -> figures.missing(group, contender.system(), why));
      }
    }
  }

  private static List<JsonNode> lines(List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Load.class.getName()));
    command.addAll(arguments);
    Path errors = Files.createTempFile("load", ".txt");
    try {
      Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
      List<JsonNode> lines = new ArrayList<>();
      try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
          lines.add(JsonMapper.shared().readTree(line));
        }
      } finally {
        process.destroy(); // which it has waited for, unless this one is told to stop
      }
      if (process.waitFor() != 0) {
        throw new IOException(reason(errors));
      }
      return lines;
    } finally {
      Files.delete(errors);
    }
  }

  /** What it says behind everything else, or in front of how it is used. */
  private static String reason(Path errors) throws IOException {
    List<String> lines = Files.readAllLines(errors);
    return lines.stream()
        .filter(line -> line.startsWith("load: "))
        .findFirst()
        .or(() -> lines.stream().findFirst())
        .orElse("the load program failed");
  }
}
