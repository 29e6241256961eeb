package io.cleave.examples.running;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cleave.examples.running.Program.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code exec serve} and {@code exec run} on the native protocol. */
@SuppressWarnings("NullAway.Init") // filled in before the tests
class ExecNativeIT {
  private static final int INTERRUPTED = 128 + 2;
  private static final int OWN_FAILURE = 255;

  private static Program server;

  @BeforeAll
  static void serve() {
    server = serve("--allow-any-shell");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Program serve(String... more) {
    return Program.cleave(words(List.of("exec", "serve", "--port", "0"), more));
  }

  private static Program run(Program server, String... more) {
    return Program.cleave(words(List.of("exec", "run", "127.0.0.1:" + server.port()), more));
  }

  private static String[] words(List<String> first, String... more) {
    return Stream.concat(first.stream(), Stream.of(more)).toArray(String[]::new);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "echo out; echo err >&2; exit 3, out, err, 3",
    "printf 你好, 你好, '', 0",
    "kill -9 $$, '', '', 137",
    "cat; echo at its end, at its end, '', 0"
  })
  void bothOutputsComeAndTheExitCode(String command, String out, String err, int exitCode) {
    try (Program client = run(server, command)) {
      Result result = client.await();
      assertThat(result.out().strip()).isEqualTo(out);
      assertThat(result.err().strip()).isEqualTo(err);
      assertThat(result.exitCode()).isEqualTo(exitCode);
    }
  }

  @Test
  void outputComesWhileTheCommandRuns(@TempDir Path directory) throws Exception {
    Path go = directory.resolve("go");
    String waiting = "while [ ! -e " + go + " ]; do sleep .05; done";
    String[] command = {"--timeout", "3s", "echo first; sleep 3.2;", waiting + ";", "echo last"};
    try (Program client = run(server, command)) { // however long it is silent
      client.awaitOut("first"::equals);
      Files.createFile(go);
      assertThat(client.successful()).isEqualTo("first\nlast\n");
    }
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void aSignalEndsTheCommandToo(String signal, int exitCode) {
    Marked marked = Marked.next();
    String command = "trap '' HUP; " + marked.sleep() + " & " + marked.sleep();
    try (Program client = run(server, command)) {
      await().until(marked::isRunning);
      Result result = client.signal(signal);
      assertThat(result).isEqualTo(new Result(exitCode, "", ""));
      await().untilAsserted(() -> assertThat(marked.mentions()).isEmpty());
    }
  }

  @Test
  void aCommandWhoseOutputNobodyTakesIsEnded() {
    Marked marked = Marked.next();
    String client =
        String.join(" ", Program.cleaveCommand("exec", "run", "127.0.0.1:" + server.port()));
    String line = client + " 'yes " + marked.seconds() + "' | head -n 1; echo ${PIPESTATUS[0]}";
    try (Program pipe = Program.start(List.of("bash", "-c", line))) {
      Result result = pipe.await();
      assertThat(result.out()).isEqualTo(marked.seconds() + "\n" + OWN_FAILURE + "\n");
      assertThat(result.err()).hasLineCount(1).contains("standard output cannot be written");
      await().untilAsserted(() -> assertThat(marked.mentions()).isEmpty());
    }
  }

  @Test
  void linesAreRunUntilTheyEndAndTheLastExitCodeCounts() {
    try (Program client = run(server)) {
      Result result = client.type("echo one\n\nexit 7\nprintf two\nexit 4\nquit\necho no").await();
      assertThat(result).isEqualTo(new Result(4, "one\ntwo", ""));
    }
  }

  @Test
  void whatIsNotAllowedIsForbiddenAndItGoesOn() {
    try (Program strict = serve("--allow", "say=/bin/echo {word}")) {
      try (Program client = run(strict, "say", "hi;id")) {
        Result result = client.await();
        assertThat(result.exitCode()).isEqualTo(OWN_FAILURE);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
            .hasLineCount(1)
            .startsWith("cleave: ")
            .contains("not allowed: say");
      }
      try (Program client = run(strict)) {
        Result result = client.type("ls\nsay hi\n").await();
        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).isEqualTo("hi\n");
        assertThat(result.err()).hasLineCount(1).contains("not allowed: ls");
      }
      assertThat(strict.terminate().err())
          .contains("not allowed: \"ls\"")
          .contains("runs \"say hi\"")
          .doesNotContain("\tat ");
    }
  }

  @Test
  void whatALimitEndedSaysSo() {
    try (Program limited =
        serve("--allow-any-shell", "--time-limit", "1s", "--max-output", "1KiB")) {
      try (Program client = run(limited)) {
        Result result = client.type("echo begun; sleep 1000").await();
        assertThat(result).isEqualTo(new Result(128 + 15, "begun\n", "[cut: time]\n"));
      }
      try (Program client = run(limited, "yes")) {
        Result result = client.await();
        assertThat(result.out()).isEqualTo("y\n".repeat(512));
        assertThat(result.err()).isEqualTo("[cut: output]\n");
        assertThat(result.exitCode()).isEqualTo(128 + 15);
      }
    }
  }

  @Test
  void onlyWhoKnowsTheTokenIsServed(@TempDir Path directory) throws Exception {
    String right = Files.writeString(directory.resolve("right"), " sesame\n").toString();
    String wrong = Files.writeString(directory.resolve("wrong"), "sesam").toString();
    try (Program closed = serve("--allow-any-shell", "--token-file", right)) {
      try (Program client = run(closed, "--token-file", right, "echo", "in")) {
        assertThat(client.successful()).isEqualTo("in\n");
      }
      for (String[] words : new String[][] {{"id"}, {"--token-file", wrong, "id"}}) {
        try (Program client = run(closed, words)) {
          Result result = client.await();
          assertThat(result.exitCode()).isEqualTo(OWN_FAILURE);
          assertThat(result.err()).hasLineCount(1).contains("token");
        }
      }
      assertThat(closed.terminate().err()).doesNotContain("sesam").doesNotContain("\"id\"");
    }
  }

  @Test
  void aServerThatIsStoppedLeavesNoCommandBehind() {
    Marked marked = Marked.next();
    try (Program brief = serve("--allow-any-shell", "--grace", "300ms");
        Program client = run(brief, marked.sleep() + " & " + marked.sleep())) {
      await().until(marked::isRunning);
      assertThat(brief.terminate().exitCode()).isEqualTo(1);
      Result result = client.await();
      assertThat(result.exitCode()).isEqualTo(OWN_FAILURE);
      assertThat(result.err()).hasLineCount(1).startsWith("cleave: ");
      await().untilAsserted(() -> assertThat(marked.mentions()).isEmpty());
    }
  }

  @Test
  void textsOfAnotherCharsetAreTranslated() {
    try (Program client = run(server, "--charset", "GBK", "printf '\\304\\343\\272\\303'")) {
      assertThat(client.successful()).isEqualTo("你好");
    }
  }

  @Test
  void aPersonHasAPromptAndCtrlCEndsTheCommandToo() {
    Marked marked = Marked.next();
    try (Program client =
        Program.cleaveOnTerminal(
            List.of(),
            Map.of("LC_ALL", "C", "TERM_WANTED", "xterm"),
            "exec",
            "run",
            "127.0.0.1:" + server.port())) {
      client.typeAhead(
          String.join(
              "\n",
              "see >>: ",
              "type printf 你好",
              "press enter",
              "see 你好",
              "see >>: ",
              "press up",
              "see printf",
              "press ctrl-c",
              "see >>: ",
              "type " + marked.sleep(),
              "press enter",
              ""));
      await().until(marked::isRunning);
      Result result = client.type("press ctrl-c\n").await();
      assertThat(result.exitCode()).as(result.out()).isEqualTo(INTERRUPTED);
      assertThat(result.out().getBytes(UTF_8)).asString(UTF_8).doesNotContain("cleave:");
      await().untilAsserted(() -> assertThat(marked.mentions()).isEmpty());
    }
  }
}
