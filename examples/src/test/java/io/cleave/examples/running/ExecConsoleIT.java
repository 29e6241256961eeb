package io.cleave.examples.running;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cleave.examples.running.Program.Result;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code exec run} with a person at a terminal. */
@SuppressWarnings("NullAway.Init") // filled in before the tests
class ExecConsoleIT {
  private static final String CONTROL_SEQUENCES = "\u001b(\\[[?\\d;]*[A-Za-z]|[=>])";

  private static Program server;

  @BeforeAll
  static void serve() {
    server = ExecDialect.Q.serve("--allow-any-shell");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"xterm", "dumb"})
  void thePromptBeginsOnALineOfItsOwn(String terminal) {
    Result result =
        person(
            terminal,
            "see >>: ",
            "type printf 你好",
            "press enter",
            "see 你好",
            "see >>: ",
            "type echo whole",
            "press enter",
            "see whole",
            "see >>: ",
            "press ctrl-d");
    assertThat(result.exitCode()).as(result.out()).isZero();
    assertThat(result.out().replaceAll(CONTROL_SEQUENCES, ""))
        .contains("\n你好\r\n>>: ")
        .contains("\nwhole\r\n>>: ");
  }

  @Test
  void commandsComeBackAndQuitLeaves() {
    Result result =
        person(
            "xterm",
            "see >>: ",
            "type echo one",
            "press enter",
            "see one",
            "see >>: ",
            "press up",
            "see echo one",
            "type  two",
            "press enter",
            "see one two",
            "see >>: ",
            "type echo dropped",
            "see dropped",
            "press ctrl-c",
            "see >>: ",
            "type quit",
            "press enter");
    assertThat(result.exitCode()).as(result.out()).isZero();
    assertThat(result.out()).doesNotContain("\ndropped");
  }

  @Test
  void ctrlCEndsTheCommandToo() {
    Marked marked = Marked.next();
    try (Program client = start("xterm")) {
      client.typeAhead("see >>: \ntype " + marked.sleep() + "\npress enter\n");
      await().until(marked::isRunning);
      assertThat(client.type("press ctrl-c\n").await().exitCode()).isEqualTo(128 + 2);
      await().untilAsserted(() -> assertThat(marked.mentions()).isEmpty());
    }
  }

  private static Result person(String terminal, String... steps) {
    try (Program client = start(terminal)) {
      return client.type(String.join("\n", steps)).await();
    }
  }

  private static Program start(String terminal) {
    return Program.cleaveOnTerminal(
        List.of(),
        Map.of("LC_ALL", "C", "TERM_WANTED", terminal),
        "exec",
        "run",
        "127.0.0.1:" + server.port(),
        "--framing",
        "<q");
  }
}
