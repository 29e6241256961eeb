package io.cleave.examples.running;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cleave.endpoint.FrameClient;
import io.cleave.wire.FrameFormat;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
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
  /**
   * A conversation. In the commands HOST, PORT and DIR stand for what is known only when it runs,
   * MD5 for the digest of {@code sent.bin} in DIR.
   *
   * @param ours arguments of {@code cleave.jar}
   * @param python a program of {@code examples/python}, and its arguments
   * @param printed what the one who asks prints
   */
  private record Dialect(String name, String ours, String python, String printed) {
    @Override
    public String toString() {
      return name;
    }
  }

  @TempDir private static Path directory;
  private static String md5;
  private static PythonContainer clients;
  private static boolean clientsReachUs;

  static Stream<Dialect> served() {
    return Stream.of(
        new Dialect(
            "echo, bare",
            "echo serve --port 0 --framing none --upper",
            "bare_echo_client.py HOST PORT hi 你a",
            "HI\n你A\n"),
        new Dialect(
            "echo, bare, GBK in and UTF-8 out",
            "echo serve --port 0 --framing none --charset GBK --suffix SB",
            "bare_echo_client.py HOST PORT --gbk 你好a",
            "你好aSB\n"),
        new Dialect(
            "echo, q", "echo serve --port 0 --upper", "echo_client.py HOST PORT hi 你a", "HI\n你A\n"),
        new Dialect(
            "three sends that stick together, bare",
            "echo serve --port 0 --framing none",
            "sticky_client.py HOST PORT bare",
            "hellobyebyeagain,bye\n"),
        new Dialect(
            "three sends that stick together, q",
            "echo serve --port 0",
            "sticky_client.py HOST PORT framed",
            "hello\nbyebye\nagain,bye\n"),
        new Dialect(
            "file push",
            "file serve --port 0 --push DIR/sent.bin",
            "push_client.py HOST PORT DIR",
            "DIR/sent.bin: 3000000 bytes, md5 MD5\n"));
  }

  static Stream<Dialect> asked() {
    return Stream.of(
        new Dialect(
            "echo, bare",
            "echo send HOST:PORT --framing none hi 你a",
            "bare_echo_server.py PORT suffix",
            "hiSB\n你aSB\n"),
        new Dialect(
            "echo, bare, GBK",
            "echo send HOST:PORT --framing none --charset GBK 你好a",
            "bare_echo_server.py PORT upper",
            "你好A\n"),
        new Dialect(
            "echo, q", "echo send HOST:PORT hi 你a", "echo_server.py PORT upper", "HI\n你A\n"),
        new Dialect(
            "file push",
            "file get HOST:PORT --pushed -o DIR/got.bin",
            "push_server.py PORT DIR/sent.bin",
            "DIR/got.bin: 3000000 bytes, md5 MD5 verified\n"));
  }

  @BeforeAll
  static void startClients() throws Exception {
    Engine.require();
    byte[] content = new byte[3_000_000];
    new Random(10010).nextBytes(content);
    md5 = HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content));
    Path sent = Files.write(directory.resolve("sent.bin"), content);
    clients = PythonContainer.onThisNetwork(sent);
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

  @ParameterizedTest(name = "{0}")
  @MethodSource("served")
  void serves(Dialect dialect) {
    assumeTrue(clientsReachUs, "this engine's containers have another 127.0.0.1 than this machine");
    try (Program server = Program.cleave(words(dialect.ours, Map.of("DIR", here())))) {
      Map<String, String> known =
          Map.of(
              "HOST",
              "127.0.0.1",
              "PORT",
              String.valueOf(server.port()),
              "DIR",
              PythonContainer.DIRECTORY);
      assertThat(clients.run(List.of(words(dialect.python, known))))
          .isEqualTo(filledIn(dialect.printed, known));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("asked")
  void asks(Dialect dialect) {
    try (PythonContainer server = serving(dialect.python)) {
      Map<String, String> known =
          Map.of("HOST", server.host(), "PORT", String.valueOf(server.port()), "DIR", here());
      try (Program client = Program.cleave(words(dialect.ours, known))) {
        assertThat(client.successful()).isEqualTo(filledIn(dialect.printed, known));
      }
    }
  }

  @Test
  void sendsThatStickTogetherAreOneRead() {
    try (PythonContainer server = serving("sticky_server.py PORT bare")) {
      sendThree(
          FrameClient.builder()
              .unframed(Duration.ofMillis(1))
              .connect(server.host(), server.port()));
      assertThat(typedInto(server)).endsWith("one read: hellobyebyeagain,bye\n");
    }
    try (PythonContainer server = serving("sticky_server.py PORT framed")) {
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

  private static PythonContainer serving(String program) {
    Map<String, String> known =
        Map.of("PORT", String.valueOf(PythonContainer.PORT), "DIR", PythonContainer.DIRECTORY);
    return PythonContainer.serving(List.of(words(program, known)), directory.resolve("sent.bin"));
  }

  private static String here() {
    return directory.toString();
  }

  private static String[] words(String command, Map<String, String> known) {
    return filledIn(command, known).split(" ");
  }

  private static String filledIn(String text, Map<String, String> known) {
    String filled = text.replace("MD5", md5);
    for (Map.Entry<String, String> each : known.entrySet()) {
      filled = filled.replace(each.getKey(), each.getValue());
    }
    return filled;
  }
}
