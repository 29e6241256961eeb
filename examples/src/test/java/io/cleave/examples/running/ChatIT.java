package io.cleave.examples.running;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.examples.running.Program.Result;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code chat} in datagrams, both ways, against CPython and itself. */
class ChatIT {
  private static final Map<String, String> C = Map.of("LC_ALL", "C");

  @Test
  void oldClientWritesToOurServers() {
    try (Program alice = Program.cleave(List.of(), C, "chat", "udp-serve", "--port", "0");
        Program bob = Program.cleave("chat", "udp-serve", "--port", "0");
        Program client =
            Program.python(
                "udp_chat_client.py",
                "爱丽丝=127.0.0.1:" + alice.port(),
                "bob=127.0.0.1:" + bob.port())) {
      client.typeAhead("爱丽丝: 你好\n");
      String said = alice.awaitOut(line -> line.endsWith(" 你好"));
      assertThat(said).matches("\\[127\\.0\\.0\\.1:\\d+\\] 你好");
      alice.typeAhead("很好\n");
      client.awaitOut("很好"::equals);

      client.typeAhead("bob: hi\nwho: are you?\nbob: again\n");
      bob.awaitOut(line -> line.endsWith("] hi"));
      bob.typeAhead("hello\r\n");
      bob.awaitOut(line -> line.endsWith("] again"));
      bob.typeAhead("\n");
      assertThat(client.type("quit\nbob: not sent\n").successful())
          .isEqualTo("很好\nhello\nnobody is called 'who'\n\n");

      Result stopped = alice.terminate();
      assertThat(stopped.exitCode()).isZero();
      assertThat(stopped.err()).isEmpty();
    }
  }

  @Test
  void ourClientWritesToTheOldServers() {
    try (Program alice = Program.python("udp_chat_server.py", "0");
        Program bob = Program.python("udp_chat_server.py", "0");
        Program client =
            Program.cleave(
                List.of(),
                C,
                "chat",
                "udp",
                "--contact",
                "爱丽丝=127.0.0.1:" + alice.port(),
                "--contact",
                "bob=127.0.0.1:" + bob.port())) {
      client.typeAhead("bob:hi\n");
      String first = bob.awaitOut(line -> line.endsWith("] hi"));
      bob.typeAhead("hello\n");
      client.awaitOut("hello"::equals);

      client.typeAhead("爱丽丝: 你 好\n");
      alice.awaitOut(line -> line.endsWith("] 你 好"));
      alice.typeAhead("很好\n");
      client.awaitOut("很好"::equals);

      client.typeAhead("nobody: hi\nhello there\n\nbob: again\n");
      String second = bob.awaitOut(line -> line.endsWith("] again"));
      assertThat(second).as("from the same port").startsWith(first.replace("hi", ""));
      bob.typeAhead("yes\n");

      Result result = client.type("quit\nbob: not sent\n").await();
      assertThat(result.out()).isEqualTo("hello\n很好\nyes\n");
      String expected = " (expected: NAME: TEXT with one of the names 爱丽丝, bob, or quit)\n";
      assertThat(result.err())
          .isEqualTo("cleave: \"nobody: hi\"" + expected + "cleave: \"hello there\"" + expected);
      assertThat(result.exitCode()).isZero();
    }
  }

  @Test
  void peopleAnswerOnATerminal() throws IOException {
    try (DatagramSocket client = socket();
        Program server =
            Program.cleaveOnTerminal(List.of(), C, "chat", "udp-serve", "--port", "0")) {
      server.typeAhead("see listening on \nshow\n");
      int port = server.port();
      send(client, port, "你好");
      server.typeAhead("see ] 你好\nsee > \ntype 很\npress backspace\ntype 好\npress enter\n");
      assertThat(receive(client)).isEqualTo("好");
      send(client, port, "again");
      server.type("see ] again\nsee > \npress ctrl-d\n");
      assertThat(server.await().exitCode()).isZero();
    }
  }

  @Test
  void aSignalAtThePromptEndsWell() throws IOException {
    try (DatagramSocket client = socket();
        Program server =
            Program.cleaveOnTerminal(List.of(), C, "chat", "udp-serve", "--port", "0")) {
      server.typeAhead("see listening on \nshow\n");
      send(client, server.port(), "hi");
      server.type("see ] hi\nsee > \nsignal TERM\n");
      Result result = server.await();
      assertThat(result.exitCode()).as(result.out()).isZero();
      assertThat(result.out()).doesNotContain("cleave:").doesNotContain("Exception");
    }
  }

  @Test
  void everyDatagramIsAnsweredOnceInItsOrder() throws IOException {
    try (DatagramSocket client = socket();
        Program server = Program.cleave("chat", "udp-serve", "--port", "0")) {
      int port = server.port();
      for (String text : List.of("one", "two", "three")) {
        send(client, port, text);
      }
      server.typeAhead("1\n2\n" + "x".repeat(65_508) + "\n3\n");
      for (String answer : List.of("1", "2", "3")) {
        assertThat(receive(client)).isEqualTo(answer);
      }
      send(client, port, "nobody is there to answer");
      Result result = server.type("").await();
      assertThat(result.exitCode()).isZero();
      String from = "[127.0.0.1:" + client.getLocalPort() + "] ";
      assertThat(result.out().lines().skip(1))
          .containsExactly(
              from + "one", from + "two", from + "three", from + "nobody is there to answer");
      assertThat(result.err()).hasLineCount(1).contains("65508").contains("65507");
    }
  }

  @Test
  void aPeerCannotReachTheTerminal() throws IOException {
    try (DatagramSocket peer = socket();
        Program server = Program.cleave("chat", "udp-serve", "--port", "0")) {
      send(peer, server.port(), "\u001b[2J\r\n[1.2.3.4:5] me");
      String from = "[127.0.0.1:" + peer.getLocalPort() + "] ";
      server.awaitOut((from + "\\u001b[2J\\r\\n[1.2.3.4:5] me")::equals);

      String contact = "bob=127.0.0.1:" + peer.getLocalPort();
      try (Program client = Program.cleave("chat", "udp", "--contact", contact)) {
        client.typeAhead("bob: hi\n");
        DatagramPacket asked = receivePacket(peer);
        byte[] answer = "\u001b]0;title\u0007".getBytes(UTF_8);
        peer.send(new DatagramPacket(answer, answer.length, asked.getSocketAddress()));
        client.awaitOut("\\u001b]0;title\\u0007"::equals);
      }
    }
  }

  @Test
  void aTextWithoutAnAnswerIsReportedAndItGoesOn() throws IOException {
    try (DatagramSocket silent = socket();
        Program bob = Program.cleave("udp", "serve", "--port", "0", "--upper");
        Program client =
            Program.cleave(
                "chat",
                "udp",
                "--timeout",
                "1s",
                "--contact",
                "alice=127.0.0.1:" + silent.getLocalPort(),
                "bob=127.0.0.1:" + bob.port())) {
      Result result = client.type("alice: hi\nbob:\nbob: hi\n").await();
      assertThat(result.out()).isEqualTo("HI\n");
      assertThat(result.err().lines())
          .satisfiesExactly(
              line -> assertThat(line).startsWith("cleave: alice: ").contains("no answer within"),
              line -> assertThat(line).startsWith("cleave: bob: ").contains("no bytes"));
      assertThat(result.exitCode()).isEqualTo(1);
    }
  }

  @Test
  void readsAndWritesTheCharsetOfTheOtherEnd() throws IOException {
    Charset gbk = Charset.forName("GBK");
    try (Program server = Program.cleave("chat", "udp-serve", "--port", "0", "--charset", "GBK")) {
      String contact = "bob=127.0.0.1:" + server.port();
      try (DatagramSocket peer = socket();
          Program client =
              Program.cleave("chat", "udp", "--charset", "GBK", "--contact", contact)) {
        byte[] text = "你好".getBytes(gbk);
        peer.send(new DatagramPacket(text, text.length, loopback(), server.port()));
        server.typeAhead("好\n");
        assertThat(receivePacket(peer).getLength()).isEqualTo(2);

        client.typeAhead("bob: 你好\n");
        server.typeAhead("很好\n");
        client.awaitOut("很好"::equals);
        assertThat(server.terminate().out().lines().skip(1))
            .hasSize(2)
            .allMatch(line -> line.endsWith("] 你好"));
      }
    }
  }

  private static InetAddress loopback() {
    return InetAddress.getLoopbackAddress();
  }

  private static DatagramSocket socket() throws IOException {
    DatagramSocket socket = new DatagramSocket(0, loopback());
    socket.setSoTimeout((int) Program.PATIENCE.toMillis());
    return socket;
  }

  private static void send(DatagramSocket socket, int port, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    socket.send(new DatagramPacket(bytes, bytes.length, loopback(), port));
  }

  private static String receive(DatagramSocket socket) throws IOException {
    DatagramPacket packet = receivePacket(socket);
    return new String(Arrays.copyOf(packet.getData(), packet.getLength()), UTF_8);
  }

  private static DatagramPacket receivePacket(DatagramSocket socket) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[1 << 16], 1 << 16);
    socket.receive(packet);
    return packet;
  }
}
