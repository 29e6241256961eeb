package io.cleave.examples.running;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cleave.endpoint.FrameClient;
import io.cleave.examples.running.Program.Result;
import io.cleave.wire.FrameFormat;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The old dialects, both ways, against a CPython that this machine did not bring. */
@SuppressWarnings("NullAway.Init") // JUnit fills in the directory, and calls startClients first
class ContainerIT {
  @TempDir private static Path directory;
  private static Sent sent;
  private static PythonContainer clients;
  private static boolean clientsReachUs;

  static Stream<Dialect> served() {
    return Dialect.served();
  }

  static Stream<Dialect> asked() {
    return Dialect.asked();
  }

  @BeforeAll
  static void startClients() throws Exception {
    Engine.require();
    sent = Sent.in(directory);
    clients = PythonContainer.onThisNetwork(sent.old().resolve(Sent.NAME));
    try (ServerSocket here = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      clientsReachUs = clients.reaches(here.getLocalPort());
    }
  }

  @AfterAll
  static void stopClients() {
    if (clients != null) { // null without an engine
      clients.close();
    }
  }

  private static Map<String, String> known(String host, int port, String directory) {
    return Map.of("HOST", host, "PORT", "" + port, "DIR", directory, "MD5", sent.md5());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("served")
  void oldClientOurServer(Dialect dialect) {
    assumeTrue(clientsReachUs, "this engine's containers have another 127.0.0.1 than this machine");
    Map<String, String> here = Map.of("DIR", sent.ours().toString());
    try (Program server = Program.cleave(Dialect.words(dialect.ours(), here))) {
      Map<String, String> known = known("127.0.0.1", server.port(), PythonContainer.DIRECTORY);
      server.typeAhead(dialect.answered());
      List<String> client = List.of(Dialect.words(dialect.old(), known));
      assertThat(clients.run(client, dialect.typed()))
          .isEqualTo(Dialect.filledIn(dialect.printed(), known));
      String file = dialect.arrives();
      await().until(() -> file.isEmpty() || sent.hasArrived(file));
      if (!dialect.serverPrints().isEmpty()) {
        server.awaitOut(line -> line.endsWith(dialect.serverPrints()));
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("asked")
  void ourClientOldServer(Dialect dialect) {
    try (PythonContainer server = serving(dialect.old(), dialect.isUdp())) {
      Map<String, String> known = known(server.host(), server.port(), sent.ours().toString());
      server.type(dialect.answered());
      try (Program client = Program.cleave(Dialect.words(dialect.ours(), known))) {
        Result result = client.type(dialect.typed()).await();
        assertThat(result.exitCode()).as(result.err()).isEqualTo(dialect.exitCode());
        assertThat(result.out()).startsWith(Dialect.filledIn(dialect.printed(), known));
      }
      await()
          .atMost(Program.PATIENCE)
          .untilAsserted(() -> assertThat(server.printed()).contains(dialect.serverPrints()));
    }
  }

  @Test
  void sendsThatStickTogetherAreOneRead() {
    try (PythonContainer server = serving("sticky_server.py PORT bare", false)) {
      sendThree(
          FrameClient.builder()
              .unframed(Duration.ofMillis(1))
              .connect(server.host(), server.port()));
      assertThat(typedInto(server)).endsWith("one read: hellobyebyeagain,bye\n");
    }
    try (PythonContainer server = serving("sticky_server.py PORT framed", false)) {
      sendThree(FrameClient.connect(FrameFormat.of("<q"), server.host(), server.port()));
      assertThat(typedInto(server))
          .endsWith("one frame: hello\none frame: byebye\none frame: again,bye\n");
    }
  }

  private static void sendThree(FrameClient client) {
    try (client) {
      for (String text : List.of("hello", "byebye", "again,bye")) {
        client.send(text.getBytes(UTF_8));
      }
    }
  }

  private static String typedInto(PythonContainer server) {
    server.type("\n");
    await().atMost(Program.PATIENCE).until(() -> !server.isRunning());
    return server.printed();
  }

  private static PythonContainer serving(String program, boolean udp) {
    Map<String, String> known =
        Map.of("PORT", "" + PythonContainer.PORT, "DIR", PythonContainer.DIRECTORY);
    List<String> words = List.of(Dialect.words(program, known));
    return PythonContainer.serving(words, udp, sent.old().resolve(Sent.NAME));
  }
}
