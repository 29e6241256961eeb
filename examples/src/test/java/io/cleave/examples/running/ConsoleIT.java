package io.cleave.examples.running;

import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.examples.running.Program.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person at a terminal gets, and a pipe does not. */
@SuppressWarnings("NullAway.Init") // filled in by JUnit and before each test
class ConsoleIT {
  @TempDir private Path directory;
  private Program server;
  private String address;

  @BeforeEach
  void serve() {
    server = Program.cleave("echo", "serve", "--port", "0", "--suffix", "!");
    address = "127.0.0.1:" + server.port();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"xterm", "vt100", "dumb"})
  void promptsUntilCtrlD(String terminal) {
    Result result =
        person(terminal, "see > ", "type hi", "press enter", "see hi!", "see > ", "press ctrl-d");
    assertThat(result.exitCode()).as(result.out()).isZero();
    assertThat(result.out())
        .contains("> hi")
        .doesNotContainIgnoringCase("warn")
        .doesNotContain("native");
  }

  @Test
  void bringsLinesBackByArrowUpForEditing() {
    Result result =
        person(
            "xterm",
            "resize 100",
            "see > ",
            "type 你好 \\!",
            "press enter",
            "see 你好 \\!!",
            "see > ",
            "press up",
            "see 你好",
            "press backspace",
            "press left",
            "type X",
            "press enter",
            "see 你好 X\\!",
            "see > ",
            "press ctrl-d");
    assertThat(result.exitCode()).as(result.out()).isZero();
  }

  @Test
  void ctrlCDropsTheLineThatIsBeingTyped() {
    Result result =
        person(
            "xterm",
            "see > ",
            "type dropped",
            "see dropped",
            "press ctrl-c",
            "see > ",
            "type kept",
            "press enter",
            "see kept!",
            "see > ",
            "press ctrl-c");
    assertThat(result.exitCode()).as("on an empty line it leaves\n" + result.out()).isZero();
    assertThat(result.out()).doesNotContain("dropped!");
  }

  @Test
  void takesWhatIsTypedAhead() {
    Result result =
        person(
            "xterm",
            "see > ",
            "type one",
            "press enter",
            "type two\tthree",
            "press enter",
            "see one!",
            "see two\tthree!",
            "see > ",
            "press ctrl-d");
    assertThat(result.exitCode()).as(result.out()).isZero();
  }

  @Test
  void ctrlCEndsAProgramThatWaits() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      address = "127.0.0.1:" + silent.getLocalPort();
      try (Program client = start("xterm")) {
        client.typeAhead("see > \ntype hi\npress enter\n");
        try (Socket asked = silent.accept()) {
          assertThat(asked.getInputStream().readNBytes(10)).hasSize(10);
          assertThat(client.type("press ctrl-c\n").await().exitCode()).isEqualTo(128 + 2);
        }
      }
    }
  }

  @Test
  void leavesNothingBehindWhenItIsKilled() {
    Result result = person("xterm", "see > ", "signal KILL");
    assertThat(result.exitCode()).isEqualTo(128 + 9);
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void promptsNobodyInAPipe() {
    try (Program client = Program.cleave("echo", "send", address)) {
      Result result = client.type("你好\n\nbye").await();
      assertThat(result).isEqualTo(new Result(0, "你好!\n!\nbye!\n", ""));
    }
  }

  private Result person(String terminal, String... steps) {
    try (Program client = start(terminal)) {
      return client.type(String.join("\n", steps)).await();
    }
  }

  private Program start(String terminal) {
    Map<String, String> environment = Map.of("LC_ALL", "C", "TERM_WANTED", terminal);
    List<String> flags = List.of("-Djava.io.tmpdir=" + directory);
    return Program.cleaveOnTerminal(flags, environment, "echo", "send", address);
  }
}
