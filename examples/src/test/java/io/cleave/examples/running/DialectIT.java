package io.cleave.examples.running;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cleave.examples.running.Program.Result;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every dialect of the old programs, from either end; both are processes of this machine. */
class DialectIT {
  private final Sent sent;

  DialectIT(@TempDir Path directory) {
    sent = Sent.in(directory);
  }

  static Stream<Dialect> served() {
    return Dialect.served();
  }

  static Stream<Dialect> asked() {
    return Dialect.asked();
  }

  private Map<String, String> known(int port, Path directory) {
    return Map.of(
        "HOST", "127.0.0.1", "PORT", "" + port, "DIR", directory.toString(), "MD5", sent.md5());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("served")
  void oldClientOurServer(Dialect dialect) {
    Map<String, String> here = Map.of("DIR", sent.ours().toString());
    try (Program server = Program.cleave(Dialect.words(dialect.ours(), here))) {
      Map<String, String> known = known(server.port(), sent.old());
      server.typeAhead(dialect.answered());
      try (Program client = python(Dialect.words(dialect.old(), known))) {
        assertThat(client.type(dialect.typed()).successful())
            .isEqualTo(Dialect.filledIn(dialect.printed(), known));
      }
      awaitServer(dialect, server);
      String file = dialect.arrives();
      await().until(() -> file.isEmpty() || sent.hasArrived(file));
      assertThat(server.terminate().exitCode()).isZero();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("asked")
  void ourClientOldServer(Dialect dialect) {
    Map<String, String> there = Map.of("PORT", "0", "DIR", sent.old().toString());
    try (Program server = python(Dialect.words(dialect.old(), there))) {
      Map<String, String> known = known(server.port(), sent.ours());
      server.typeAhead(dialect.answered());
      try (Program client = Program.cleave(Dialect.words(dialect.ours(), known))) {
        Result result = client.type(dialect.typed()).await();
        assertThat(result.exitCode()).as(result.err()).isEqualTo(dialect.exitCode());
        assertThat(result.out()).startsWith(Dialect.filledIn(dialect.printed(), known));
        if (dialect.exitCode() != 0) {
          assertThat(result.err()).hasLineCount(1).contains("the peer closed the connection");
        }
      }
      awaitServer(dialect, server);
    }
  }

  private static Program python(String[] words) {
    return Program.python(words[0], Arrays.copyOfRange(words, 1, words.length));
  }

  private static void awaitServer(Dialect dialect, Program server) {
    if (!dialect.serverPrints().isEmpty()) {
      server.awaitOut(line -> line.endsWith(dialect.serverPrints()));
    }
  }
}
