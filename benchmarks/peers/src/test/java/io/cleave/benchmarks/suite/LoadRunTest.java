package io.cleave.benchmarks.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Lines of the load program become figures. */
class LoadRunTest {
  private final Figures figures = new Figures();

  private static LoadRun run(String group) {
    return LoadRun.all(Form.SHORT).stream()
        .filter(run -> run.groups().contains(group))
        .findFirst()
        .orElseThrow();
  }

  private static JsonNode line(String measure, double value, int connections) {
    return JsonMapper.shared()
        .readTree(
            "{\"measure\":\"%s\",\"value\":%s,\"parameters\":{\"connections\":%d}}"
                .formatted(measure, value, connections));
  }

  private void read(LoadRun run, int contender, JsonNode... lines) {
    run.reading().read(run.contenders().get(contender), List.of(lines), figures);
  }

  @Test
  void echoGivesThroughputAndHeap() {
    read(run(Names.ECHO), 1, line("throughput", 1e6, 1), line("server allocation", 80, 1));
    Figure figure = figures.find(Names.ECHO, LoadRun.ECHO_LOAD, Names.NETTY).orElseThrow();
    assertThat(figure.rounds()).containsExactly(1e6);
    assertThat(figure.heap()).containsExactly(80.0);
    assertThat(figure.unit()).isEqualTo(Unit.PER_SECOND);
  }

  @Test
  void growthIsHeldAgainstTheFirstNumberOfConnections() {
    read(
        run(Names.GROWTH),
        0,
        line("server cpu", 2, 1),
        line("throughput", 9, 1),
        line("server cpu", 3, 1_000));
    String cell = "Cleave frames, 1000 connections";
    assertThat(figures.find(Names.GROWTH, cell, Names.CLEAVE).orElseThrow().rounds())
        .containsExactly(3.0);
    assertThat(figures.find(Names.GROWTH, cell, Names.ONE_CONNECTION).orElseThrow().rounds())
        .containsExactly(2.0);
  }

  @Test
  void idleGivesHeapAndDirectMemory() {
    read(run(Names.IDLE_HEAP), 0, line("idle heap", 2_500, 1_000), line("idle direct", 0, 1_000));
    assertThat(figures.all())
        .extracting(Figure::group)
        .contains(Names.IDLE_HEAP, Names.IDLE_DIRECT);
  }

  @Test
  void latencyIsTakenAtTheRateThatIsAsked() {
    long peak = LoadRun.peak(List.of(line("peak", 1_550_000, 1)));
    LoadRun run = LoadRun.latency(Form.SHORT, peak / 2);
    assertThat(run.arguments()).startsWith("latency", "--rate", "775000");
    read(run, 0, line("latency p50", 30, 1), line("latency p99", 115, 1));
    assertThat(figures.all()).extracting(Figure::rounds).containsExactly(List.of(115.0));
  }

  @Test
  void commandNamesOneSystemAndOneFork() {
    LoadRun run = run(Names.ECHO);
    assertThat(run.command(run.contenders().get(0)))
        .startsWith("echo", "--warm-up", "4.00", "--windows", "3", "--window", "0.50")
        .endsWith("--forks", "1", "--systems", "cleave-in-place", "--against", "cleave-in-place");
  }
}
