package io.cleave.examples.running;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.examples.running.Program.Result;
import io.cleave.examples.testing.NativePeer;
import io.cleave.examples.testing.NativePeer.Said;
import io.cleave.header.Header;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code chat serve} and {@code chat join}. */
@SuppressWarnings("NullAway.Init") // filled in before the tests
class ChatNativeIT {
  private static final Map<String, String> C = Map.of("LC_ALL", "C");

  private static Program server;
  private static int port;

  @BeforeAll
  static void serve() {
    server = serve(0);
    port = server.port();
  }

  private static Program serve(int wanted) {
    return Program.cleave("chat", "serve", "--port", String.valueOf(wanted));
  }

  @AfterAll
  static void stop() {
    try (Program stopped = server) {
      Result result = stopped.terminate();
      assertThat(result.exitCode()).isZero();
      assertThat(result.err().lines()).allMatch(line -> line.endsWith("gone: Connection reset"));
    }
  }

  private static Program join(String name, String... more) {
    return join(port, name, more);
  }

  private static Program join(int port, String name, String... more) {
    Stream<String> words = Stream.of("chat", "join", "127.0.0.1:" + port, "--name", name);
    return Program.cleave(
        List.of(), C, Stream.concat(words, Stream.of(more)).toArray(String[]::new));
  }

  private static NativePeer peer(String room, String name) throws IOException {
    return peer(port, room, name);
  }

  private static NativePeer peer(int port, String room, String name) throws IOException {
    NativePeer peer = NativePeer.connect(port);
    assertThat(
            ask(peer, 1, "chat.join", "{\"room\":\"" + room + "\",\"name\":\"" + name + "\"}", ""))
        .isEqualTo("ok");
    return peer;
  }

  /** The status of the reply; events in front of it are passed over. */
  private static String ask(NativePeer peer, int id, String route, String meta, String text)
      throws IOException {
    Header header =
        Header.of("type", "request", "id", id, "route", route, "meta", Header.parse(meta));
    peer.say(header.toJson(), text.getBytes(UTF_8));
    Said said = peer.hear();
    while (said.type().equals("event")) {
      said = peer.hear();
    }
    assertThat(said.header().longValue("id")).isEqualTo(id);
    return said.header().text("status");
  }

  @Test
  void everybodyElseInTheRoomHearsWhatIsSaid() throws IOException {
    try (NativePeer witness = peer("lobby", "witness");
        Program ann = join("爱丽丝")) {
      ann.typeAhead("你好\n");
      Said joined = witness.hear();
      assertThat(joined.header().text("route")).isEqualTo("chat.joined");
      assertThat(joined.meta().toString()).isEqualTo("{\"room\":\"lobby\",\"name\":\"爱丽丝\"}");
      Said said = witness.hear();
      assertThat(said.header().text("route")).isEqualTo("chat.said");
      assertThat(said.meta().toString()).isEqualTo("{\"room\":\"lobby\",\"name\":\"爱丽丝\"}");
      assertThat(said.text()).isEqualTo("你好");

      try (Program bob = join("bob");
          Program elsewhere = join("bob", "--room", "elsewhere")) {
        ann.awaitErr("bob has joined"::equals);
        bob.typeAhead("hi  all \n\n");
        ann.awaitOut("bob: hi  all"::equals);
        ann.typeAhead("hello\n");
        bob.awaitOut("爱丽丝: hello"::equals);
        assertThat(bob.type("quit\nnot said\n").await())
            .isEqualTo(new Result(0, "爱丽丝: hello\n", ""));
        ann.awaitErr("bob has left"::equals);
        assertThat(elsewhere.type("").await()).isEqualTo(new Result(0, "", ""));
      }
      Result result = ann.type("").await();
      assertThat(result)
          .isEqualTo(new Result(0, "bob: hi  all\n", "bob has joined\nbob has left\n"));
    }
  }

  @Test
  void aNameIsTakenOnceInARoom() throws IOException {
    try (NativePeer witness = peer("one", "ann");
        Program other = join("ann", "--room", "one")) {
      Result result = other.type("").await();
      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.err()).hasLineCount(1).contains("called ann already");
      assertThat(ask(witness, 3, "chat.join", "{\"room\":\"one\",\"name\":\"ann\"}", ""))
          .isEqualTo("ok");
      assertThat(ask(witness, 5, "chat.join", "{\"room\":\"one\",\"name\":\"bob\"}", ""))
          .isEqualTo("conflict");
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "chat.join | {} | bad_request",
        "chat.join | {\"room\":\"lobby\"} | bad_request",
        "chat.join | {\"room\":\"lobby\",\"name\":7} | bad_request",
        "chat.join | {\"room\":\"lobby\",\"name\":\"\"} | bad_request",
        "chat.join | {\"room\":\"lobby\",\"name\":\"a\\u001b[2J\"} | bad_request",
        "chat.join | {\"room\":\"a\\nb\",\"name\":\"ann\"} | bad_request",
        "chat.say | {\"room\":\"lobby\"} | not_found",
        "chat.say | {} | bad_request",
        "chat.leave | {} | not_found"
      })
  void whatMakesNoSenseIsRefused(String route, String meta, String status) throws IOException {
    try (NativePeer peer = NativePeer.connect(port)) {
      assertThat(ask(peer, 1, route, meta, "hi")).isEqualTo(status);
      String good = "{\"room\":\"" + (route + meta).hashCode() + "\",\"name\":\"n\"}";
      assertThat(ask(peer, 3, "chat.join", good, "")).isEqualTo("ok");
    }
  }

  @Test
  void aPeerCannotReachTheTerminal() throws IOException {
    try (NativePeer peer = peer("two", "bob");
        Program ann = join("ann", "--room", "two")) {
      assertThat(peer.hear().meta().text("name")).isEqualTo("ann");
      String evil = "\u001b[2J\r\nann: me";
      assertThat(ask(peer, 3, "chat.say", "{\"room\":\"two\"}", evil)).isEqualTo("ok");
      ann.awaitOut("bob: \\u001b[2J\\r\\nann: me"::equals);
      peer.reset();
      ann.awaitErr("bob has left"::equals);
    }
  }

  @Test
  void whoLosesTheServerComesBack() throws IOException {
    Program first = serve(0);
    int port = first.port();
    try (first;
        NativePeer witness = peer(port, "lobby", "witness");
        Program ann = join(port, "ann")) {
      assertThat(witness.hear().meta().text("name")).isEqualTo("ann");
      assertThat(first.terminate().exitCode()).isZero();
      ann.awaitErr("connection lost, connecting again"::equals);
      try (Program second = serve(port)) {
        second.port();
        ann.awaitErr("connected again"::equals);
        NativePeer next = peer(port, "lobby", "next");
        ann.typeAhead("second\n");
        assertThat(next.hear().text()).isEqualTo("second");
        Result result = ann.type("quit\n").await();
        assertThat(result.exitCode()).isZero();
        assertThat(result.err())
            .isEqualTo("connection lost, connecting again\nconnected again\nnext has joined\n");
      }
    }
  }

  @Test
  void aPersonHasAPromptAndHearsAboveIt() throws IOException {
    try (NativePeer peer = peer("three", "bob");
        Program ann =
            Program.cleaveOnTerminal(
                List.of(),
                C,
                "chat",
                "join",
                "127.0.0.1:" + port,
                "--name",
                "ann",
                "--room",
                "three")) {
      assertThat(peer.hear().meta().text("name")).isEqualTo("ann");
      assertThat(ask(peer, 3, "chat.say", "{\"room\":\"three\"}", "你好")).isEqualTo("ok");
      ann.type("see bob: 你好\nsee > \ntype fine\npress enter\nsee > \npress ctrl-d\n");
      Result result = ann.await();
      assertThat(result.exitCode()).as(result.out()).isZero();
      assertThat(peer.hear().text()).isEqualTo("fine");
    }
  }
}
