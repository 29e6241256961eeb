package io.cleave.examples.running;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.examples.running.Program.Result;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code bot}, both personas, both ways, against CPython and itself. */
class BotIT {
  private static final String PUZZLED = "我不能明白您的意思,好尴尬啊...";
  private static final String TIME = "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d";
  private static final Map<String, String> C = Map.of("LC_ALL", "C");

  @Test
  void oldClientAsksOurRobot() {
    try (Program server = serve("robot");
        Program client =
            Program.python(
                "bot_client.py",
                "127.0.0.1",
                String.valueOf(server.port()),
                "hello",
                "你叫什么名字",
                "what time is it",
                "Bye")) {
      assertThat(client.successful().lines())
          .satisfiesExactly(
              line -> assertThat(line).isEqualTo("你好"),
              line -> assertThat(line).isEqualTo("我是cleave"),
              line -> assertThat(line).matches(TIME),
              line -> assertThat(line).isEqualTo(PUZZLED));
    }
  }

  @Test
  void ourClientAsksTheOldRobot() {
    try (Program server = Program.python("robot_server.py", "0");
        Program client =
            Program.cleave(List.of(), C, "bot", "talk", "127.0.0.1:" + server.port())) {
      client.type("你好吗\n\nname\r\n时间\nBye");
      Result result = client.await();
      assertThat(result.out().lines())
          .satisfiesExactly(
              line -> assertThat(line).isEqualTo("你好"),
              line -> assertThat(line).isEqualTo("我是cleave"),
              line -> assertThat(line).matches(TIME),
              line -> assertThat(line).isEqualTo(PUZZLED));
      assertThat(result.err()).isEmpty();
      assertThat(result.exitCode()).isZero();
    }
  }

  @Test
  void oldClientsTalkToOurChatter() {
    try (Program server = serve("chatter")) {
      String port = String.valueOf(server.port());
      try (Program first = Program.python("bot_client.py", "127.0.0.1", port, "一", "two");
          Program second = Program.python("bot_client.py", "127.0.0.1", port, "three", "Bye")) {
        List<String> texts = List.of("一", "two", "three");
        assertThat(first.successful().lines()).hasSize(2).isSubsetOf(texts);
        List<String> answers = second.successful().lines().toList();
        assertThat(answers).hasSize(2).endsWith("the server has closed");
        assertThat(answers.get(0)).isIn(texts);
      }
    }
  }

  @Test
  void ourClientTalksToTheOldChatter() {
    try (Program server = Program.python("chatter_server.py", "0")) {
      String address = "127.0.0.1:" + server.port();
      try (Program client = Program.cleave("bot", "talk", address)) {
        Result result = client.type("一\ntwo\nBye\nnever sent\n").await();
        assertThat(result.out().lines()).hasSize(2).isSubsetOf("一", "two");
        assertThat(result.err()).isEqualTo("cleave: " + address + " closed the connection\n");
        assertThat(result.exitCode()).isZero();
      }
    }
  }

  @Test
  void ourClientLeavesOurChatterOnATerminal() {
    try (Program server = serve("chatter")) {
      String address = "127.0.0.1:" + server.port();
      try (Program client = Program.cleaveOnTerminal(List.of(), C, "bot", "talk", address)) {
        client.type("see > \ntype Bye\npress enter\nsee closed the connection\n");
        assertThat(client.successful()).contains("> Bye");
      }
      assertThat(server.terminate()).isEqualTo(new Result(0, "listening on " + address + "\n", ""));
    }
  }

  @Test
  void aServerThatClosesInsteadOfAnsweringIsAFailure() throws IOException {
    try (ServerSocket server = Wire.serveOnce(new byte[0]);
        Program client =
            Program.cleave("bot", "talk", "127.0.0.1:" + server.getLocalPort()).type("hello\n")) {
      Result result = client.await();
      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.err()).hasLineCount(1).contains("closed the connection");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"robot", "chatter"})
  void takesATextCutInsideACharacter(String persona) throws IOException {
    try (Program server = serve(persona);
        Socket socket = Wire.connect(server.port())) {
      byte[] text = "你".getBytes(UTF_8);
      for (byte[] part : List.of(Arrays.copyOf(text, 2), Arrays.copyOfRange(text, 2, 3))) {
        socket.getOutputStream().write(part);
        assertThat(readSome(socket)).isNotEmpty();
      }
      assertThat(server.terminate().err()).isEmpty();
    }
  }

  @Test
  void answersManyClientsAtOnce() throws IOException {
    List<Socket> sockets = new ArrayList<>();
    try (Program server = serve("robot")) {
      int port = server.port();
      for (int i = 0; i < 200; i++) {
        sockets.add(Wire.connect(port));
      }
      for (Socket socket : sockets) {
        socket.getOutputStream().write("name".getBytes(UTF_8));
      }
      for (Socket socket : sockets) {
        assertThat(new String(readSome(socket), UTF_8)).isEqualTo("我是cleave");
      }
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  void readsAndWritesTheCharsetOfTheOtherEnd() throws IOException {
    Charset gbk = Charset.forName("GBK");
    try (Program server =
        Program.cleave("bot", "serve", "--port", "0", "--persona", "robot", "--charset", "GBK")) {
      String address = "127.0.0.1:" + server.port();
      try (Socket socket = Wire.connect(server.port())) {
        socket.getOutputStream().write("你好".getBytes(gbk));
        assertThat(readSome(socket)).isEqualTo("你好".getBytes(gbk));
      }
      try (Program client =
          Program.cleave("bot", "talk", address, "--charset", "GBK").type("名字\n")) {
        assertThat(client.successful()).isEqualTo("我是cleave\n");
      }
    }
  }

  @Test
  void refusesACharsetThatTheRobotCannotAnswerIn() {
    try (Program server =
        Program.cleave("bot", "serve", "--persona", "robot", "--charset", "ISO-8859-1")) {
      Result result = server.await();
      assertThat(result.exitCode()).isEqualTo(2);
      assertThat(result.err()).hasLineCount(1).contains("ISO-8859-1 (expected: one that");
    }
  }

  @Test
  void gathersAnAnswerThatComesInParts() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Program client =
            Program.cleave("bot", "talk", "127.0.0.1:" + server.getLocalPort(), "--quiet", "1s")
                .type("hello\n")) {
      try (Socket socket = server.accept()) {
        assertThat(readSome(socket)).isEqualTo("hello".getBytes(UTF_8));
        byte[] answer = "你好".getBytes(UTF_8);
        socket.getOutputStream().write(answer, 0, 4);
        socket.getOutputStream().write(answer, 4, 2);
      }
      assertThat(client.successful()).isEqualTo("你好\n");
    }
  }

  private static Program serve(String persona) {
    return Program.cleave("bot", "serve", "--port", "0", "--persona", persona);
  }

  private static byte[] readSome(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    byte[] bytes = new byte[1024];
    int count = in.read(bytes);
    return Arrays.copyOf(bytes, Math.max(count, 0));
  }
}
