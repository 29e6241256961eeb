package io.cleave.examples.running;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cleave.examples.running.Program.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code echo}, {@code exec} and {@code chat} on the native protocol, both ways against CPython.
 */
@SuppressWarnings("NullAway.Init") // filled in before the tests
class NativeProgramsIT {
  private static final String PEER = "cleave_peer.py";

  private static Program theirs;

  @BeforeAll
  static void serve() {
    theirs = Program.python(PEER, "serve", "--port", "0", "--allow-any-shell");
  }

  @AfterAll
  static void stop() {
    theirs.close();
  }

  private static String address(Program server) {
    return "127.0.0.1:" + server.port();
  }

  @Test
  void pythonRunsACommandHere() {
    String meta = "{\"command\": \"echo out; sleep .2; echo err >&2; exit 3\"}";
    try (Program server = Program.cleave("exec", "serve", "--port", "0", "--allow-any-shell");
        Program client = Program.python(PEER, "call", address(server), "exec", "--meta", meta)) {
      Result result = client.await();
      assertThat(result.out()).isEqualTo("out\nerr\n");
      assertThat(result.err().lines().map(line -> line.replace(" ", "")))
          .contains(
              "{\"data\":{\"stream\":\"stdout\"},\"bytes\":4}",
              "{\"data\":{\"stream\":\"stderr\"},\"bytes\":4}",
              "{\"end\":{\"status\":\"ok\",\"meta\":{\"exit\":3}}}");
      assertThat(result.exitCode()).isZero();
    }
  }

  @Test
  void ourClientRunsCommandsThere() {
    try (Program client = Program.cleave("exec", "run", address(theirs))) {
      Result result = client.type("echo out; echo err >&2\ncat\nkill -9 $$\n").await();
      assertThat(result).isEqualTo(new Result(128 + 9, "out\n", "err\n"));
    }
    Marked marked = Marked.next();
    try (Program client = Program.cleave("exec", "run", address(theirs), marked.sleep())) {
      await().until(marked::isRunning);
      assertThat(client.signal("INT")).isEqualTo(new Result(128 + 2, "", ""));
      await().untilAsserted(() -> assertThat(marked.mentions()).isEmpty());
    }
  }

  @Test
  void echoesBothWays(@TempDir Path directory) throws IOException {
    byte[] large = new byte[3 << 20];
    new Random(1688).nextBytes(large);
    Path sent = Files.write(directory.resolve("sent"), large);
    Path received = directory.resolve("received");
    try (Program server =
            Program.cleave("echo", "serve", "--port", "0", "--framing", "native", "--suffix", "!");
        Program client =
            Program.python(
                PEER,
                "call",
                address(server),
                "echo",
                "--body-file",
                sent.toString(),
                "-o",
                received.toString())) {
      client.successful();
      byte[] bytes = Files.readAllBytes(received);
      assertThat(bytes).startsWith(large).hasSize(large.length + 1).endsWith('!');
    }
    try (Program client =
        Program.cleave("echo", "send", address(theirs), "--framing", "native", "你好", "", "b")) {
      assertThat(client.successful()).isEqualTo("你好\n\nb\n");
    }
  }

  /** Somebody in the lobby who hears so many events. */
  private static Program watcher(Program server, String events) {
    String meta = "{\"room\": \"lobby\", \"name\": \"py\"}";
    Program py =
        Program.python(
            PEER, "call", address(server), "chat.join", "--meta", meta, "--events", events);
    py.awaitErr(line -> line.contains("\"reply\""));
    return py;
  }

  @Test
  void pythonIsInOurRoom() {
    try (Program server = Program.cleave("chat", "serve", "--port", "0");
        Program py = watcher(server, "3");
        Program ann = Program.cleave("chat", "join", address(server), "--name", "ann")) {
      ann.typeAhead("hi\n");
      py.awaitErr(line -> line.contains("chat.said") && line.contains("\"hi\""));
      assertThat(ann.type("").await().exitCode()).isZero();
      assertThat(py.await().err()).contains("chat.joined").contains("chat.left");
    }
  }

  @Test
  void weAreInARoomOfPythons() {
    try (Program py = watcher(theirs, "1");
        Program ann = Program.cleave("chat", "join", address(theirs), "--name", "ann")) {
      py.awaitErr(line -> line.contains("chat.joined"));
      try (Program bob = Program.cleave("chat", "join", address(theirs), "--name", "bob")) {
        bob.typeAhead("hi\n");
        ann.awaitOut("bob: hi"::equals);
        ann.typeAhead("hello\n");
        bob.awaitOut("ann: hello"::equals);
        assertThat(bob.type("quit\n").await().exitCode()).isZero();
      }
      ann.awaitErr("bob has left"::equals);
      assertThat(ann.type("").await().exitCode()).isZero();
    }
  }
}
