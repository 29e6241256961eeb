package io.cleave.benchmarks.suite;

import static io.cleave.benchmarks.suite.Names.CLEAVE;
import static io.cleave.benchmarks.suite.Names.ECHO;
import static io.cleave.benchmarks.suite.Names.FRAMES;
import static io.cleave.benchmarks.suite.Names.FRAMES_IN_PLACE;
import static io.cleave.benchmarks.suite.Names.GROWTH;
import static io.cleave.benchmarks.suite.Names.IDLE_DIRECT;
import static io.cleave.benchmarks.suite.Names.IDLE_HEAP;
import static io.cleave.benchmarks.suite.Names.LATENCY;
import static io.cleave.benchmarks.suite.Names.NATIVE;
import static io.cleave.benchmarks.suite.Names.NETTY;
import static io.cleave.benchmarks.suite.Names.ONE_CONNECTION;
import static io.cleave.benchmarks.suite.Names.ROCKETMQ;
import static io.cleave.benchmarks.suite.Names.RSOCKET;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * One command of the load program, and what becomes of its lines.
 *
 * @param groups it has figures for
 * @param contenders in the order of the first round
 * @param arguments without the systems
 * @param reading makes figures of what was printed
 */
record LoadRun(
    List<String> groups, List<Contender> contenders, List<String> arguments, Reading reading) {
  private static final String NETTY_TUNED = "netty-tuned";
  static final String ECHO_LOAD = "128 B, 256 in flight";

  /** Asks for what {@link #peak} reads. */
  static final List<String> PEAK =
      List.of("peak", "--forks", "1", "--systems", NETTY_TUNED, "--against", NETTY_TUNED);

  private static final String IN_PLACE = "cleave-in-place";
  private static final String WINDOWS = "3";

  /**
   * One side.
   *
   * @param system its name here
   * @param program its name there
   */
  record Contender(String system, String program) {}

  /** What was printed for one system. */
  @FunctionalInterface
  interface Reading {
    void read(Contender contender, List<JsonNode> lines, Figures figures);
  }

  /** Those that depend on nothing that has to be measured first. */
  static List<LoadRun> all(Form form) {
    return List.of(echo(form), idle(), growth(form));
  }

  private static LoadRun echo(Form form) {
    List<Contender> contenders =
        List.of(
            new Contender(FRAMES_IN_PLACE, IN_PLACE),
            new Contender(NETTY, NETTY_TUNED),
            new Contender(NATIVE, "cleave-native"),
            new Contender(RSOCKET, "rsocket"),
            new Contender(ROCKETMQ, "rocketmq"));
    return new LoadRun(List.of(ECHO), contenders, echoArguments(form), LoadRun::readEcho);
  }

  private static List<String> echoArguments(Form form) {
    double window = form.load().toMillis() / 1e3 / Integer.parseInt(WINDOWS);
    return List.of(
        "echo",
        "--warm-up",
        seconds(form.loadWarmup()),
        "--windows",
        WINDOWS,
        "--window",
        number(window));
  }

  private static String seconds(Duration time) {
    return number(time.toMillis() / 1e3);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  private static void readEcho(Contender contender, List<JsonNode> lines, Figures figures) {
    OptionalDouble heap = value(lines, "server allocation");
    value(lines, "throughput")
        .ifPresent(
            value ->
                figures.add(ECHO, ECHO_LOAD, contender.system(), Unit.PER_SECOND, value, heap));
  }

  /** How many requests a second Netty can be kept at. */
  static long peak(List<JsonNode> lines) {
    return (long) value(lines, "peak").orElseThrow();
  }

  /**
   * All at the same rate.
   *
   * @param rate requests a second
   */
  static LoadRun latency(Form form, long rate) {
    List<Contender> contenders =
        List.of(new Contender(FRAMES_IN_PLACE, IN_PLACE), new Contender(NETTY, NETTY_TUNED));
    List<String> arguments =
        List.of(
            "latency",
            "--rate",
            Long.toString(rate),
            "--warm-up",
            seconds(form.loadWarmup().multipliedBy(2)), // at a rate there is no catching up
            "--time",
            seconds(form.load()));
    return new LoadRun(List.of(LATENCY), contenders, arguments, LoadRun::readLatency);
  }

  private static void readLatency(Contender contender, List<JsonNode> lines, Figures figures) {
    value(lines, "latency p99")
        .ifPresent(
            value -> figures.add(LATENCY, "p99, 128 B", contender.system(), Unit.MICROS, value));
  }

  private static LoadRun idle() {
    List<Contender> contenders =
        List.of(new Contender(CLEAVE, "cleave-watched"), new Contender(NETTY, "netty-bare"));
    List<String> arguments = List.of("idle", "--connections", "1000");
    return new LoadRun(List.of(IDLE_HEAP, IDLE_DIRECT), contenders, arguments, LoadRun::readIdle);
  }

  private static void readIdle(Contender contender, List<JsonNode> lines, Figures figures) {
    String cell = "1000 connections";
    String system = contender.system();
    value(lines, "idle heap")
        .ifPresent(value -> figures.add(IDLE_HEAP, cell, system, Unit.BYTES, value));
    value(lines, "idle direct")
        .ifPresent(value -> figures.add(IDLE_DIRECT, cell, system, Unit.BYTES, value));
  }

  private static LoadRun growth(Form form) {
    List<Contender> contenders =
        List.of(new Contender(CLEAVE, "cleave-frames"), new Contender(CLEAVE, "cleave-native"));
    List<String> arguments = new ArrayList<>(echoArguments(form));
    arguments.addAll(
        List.of(
            "--in-flight",
            "64",
            "--connections",
            form.connections().stream().map(String::valueOf).collect(Collectors.joining(","))));
    return new LoadRun(List.of(GROWTH), contenders, arguments, LoadRun::readGrowth);
  }

  /** What a message costs the server, beside what it cost with the first number of connections. */
  private static void readGrowth(Contender contender, List<JsonNode> lines, Figures figures) {
    String how = contender.program().equals("cleave-native") ? NATIVE : FRAMES;
    double first = Double.NaN;
    for (JsonNode line : lines) {
      if (!line.path("measure").asString("").equals("server cpu")) {
        continue;
      }
      double micros = line.get("value").asDouble(); // seconds for a million
      if (Double.isNaN(first)) {
        first = micros;
      } else {
        String cell =
            how + ", " + line.get("parameters").get("connections").asInt() + " connections";
        figures.add(GROWTH, cell, CLEAVE, Unit.MICROS, micros);
        figures.add(GROWTH, cell, ONE_CONNECTION, Unit.MICROS, first);
      }
    }
  }

  private static OptionalDouble value(List<JsonNode> lines, String measure) {
    return lines.stream()
        .filter(line -> line.path("measure").asString("").equals(measure))
        .mapToDouble(line -> line.get("value").asDouble())
        .findFirst();
  }

  /** The whole command for one side, once. */
  List<String> command(Contender contender) {
    List<String> command = new ArrayList<>(arguments);
    command.addAll(
        List.of(
            "--forks", "1", "--systems", contender.program(), "--against", contender.program()));
    return command;
  }
}
