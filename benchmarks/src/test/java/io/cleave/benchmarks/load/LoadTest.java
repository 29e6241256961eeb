package io.cleave.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The program as a user runs it, with processes of its own, for a moment. */
class LoadTest {
  private final PrintStream realOut = System.out;
  private final PrintStream realErr = System.err;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void listen() {
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void stopListening() {
    System.setOut(realOut);
    System.setErr(realErr);
  }

  private static int run(String command, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                command, "--forks=1", "--jvm=-Xmx64m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC"));
    arguments.addAll(List.of(more));
    return Load.run(arguments.toArray(String[]::new));
  }

  private List<JsonNode> printed() {
    return out.toString(StandardCharsets.UTF_8)
        .lines()
        .map(line -> JsonMapper.shared().readTree(line))
        .toList();
  }

  @Test
  void echoSaysWhatAMessageCosts() {
    int exit = run("echo", "--systems=netty-tuned", "--warm-up=0.1", "--windows=2", "--window=0.2");
    assertThat(exit).isZero();
    assertThat(printed())
        .extracting(line -> line.get("measure").asString())
        .containsExactly(
            "throughput", "server cpu", "server allocation", "client cpu", "client allocation");
    assertThat(printed())
        .allSatisfy(
            line -> {
              assertThat(line.get("system").asString()).isEqualTo("netty-tuned");
              assertThat(line.get("parameters").get("inFlight").asInt()).isEqualTo(256);
              assertThat(line.get("value").asDouble()).isPositive();
              assertThat(line.get("values")).hasSize(2);
            });
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("| measure | netty-tuned |");
  }

  @Test
  void latencyCountsFromWhenARequestWasDue() {
    int exit =
        run("latency", "--systems=netty-tuned", "--warm-up=0.1", "--rate=1000", "--time=0.2");
    assertThat(exit).isZero();
    assertThat(printed())
        .extracting(line -> line.get("measure").asString())
        .containsExactly(
            "latency p50",
            "latency p90",
            "latency p99",
            "latency p99 of all",
            "latency p99.9 of all",
            "latency max");
    assertThat(printed().get(0).get("values")).hasSize(10);
  }

  @Test
  void rateThatIsTooHighIsSaid() {
    int exit =
        run("latency", "--systems=netty-untuned", "--warm-up=0.1", "--rate=90000000", "--time=0.5");
    assertThat(exit).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("90,000,000 requests a second are too many");
  }

  @Test
  void peakIsTheHighestRateThatIsAnswered() throws InterruptedException {
    assertThat(Peak.search(rate -> Math.min(1, 700_000.0 / rate))).isBetween(660_000L, 725_000L);
    assertThat(Peak.search(rate -> Math.min(1, 9_000.0 / rate))).isBetween(8_500L, 9_300L);
  }

  @Test
  void growthMeasuresMessagesConnectionsAndBodies() {
    int exit =
        run(
            "growth",
            "--systems=netty-bare",
            "--warm-up=0.1",
            "--windows=1",
            "--connections=1",
            "--idle=20",
            "--bodies=1");
    assertThat(exit).isZero();
    assertThat(printed())
        .extracting(line -> line.get("measure").asString())
        .contains("server cpu", "idle heap", "body time");
  }

  @Test
  void growthIsTakenFromTheFirst() {
    Results results = new Results();
    results.add("server cpu", "s", "a", Map.of("connections", 1), 2.0);
    results.add("server cpu", "s", "a", Map.of("connections", 10), 3.0);
    results.addGrowth();
    results.print("a");
    assertThat(printed())
        .last()
        .hasToString(
            """
            {"measure":"server cpu growth","unit":"times","system":"a",\
            "parameters":{"connections":10},"value":1.5,"spread":0.0,"values":[1.5]}""");
  }

  @Test
  void runThatCannotBeDoneFailsWithASentence() {
    assertThat(run("echo", "--systems=nobody", "--warm-up=0.1")).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .startsWith("load: system: nobody (expected: one of cleave-frames");
  }

  @Test
  void wrongAnswersAreNoticed() {
    Payload payload = new Payload(16);
    byte[] answer = payload.bytes(1024);
    assertThat(payload.stampOf(answer)).isEqualTo(1024);
    answer[12]++;
    assertThatThrownBy(() -> payload.stampOf(answer))
        .hasMessage("byte 12 of an answer is 13 (expected: 12)");
    assertThatThrownBy(() -> payload.stampOf(new byte[15]))
        .hasMessage("an answer of 15 bytes (expected: 16)");
  }
}
