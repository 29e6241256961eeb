package io.cleave.examples.running;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.endpoint.FrameClient;
import io.cleave.examples.running.Program.Result;
import io.cleave.wire.FrameFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code echo}, both ways, against CPython and itself. */
class EchoIT {
  private static final String STUCK = "hellobyebyeagain,bye";

  @Test
  void answersPython() {
    try (Program server = Program.cleave("echo", "serve", "--port", "0", "--upper")) {
      String port = String.valueOf(server.port());
      try (Program client = Program.python("echo_client.py", "127.0.0.1", port, "hi", "", "你a")) {
        assertThat(client.successful()).isEqualTo("HI\n\n你A\n");
      }
      try (Program client = Program.python("sticky_client.py", "127.0.0.1", port, "framed")) {
        assertThat(client.successful()).isEqualTo("HELLO\nBYEBYE\nAGAIN,BYE\n");
      }
    }
  }

  @Test
  void asksPython() {
    try (Program server = Program.python("echo_server.py", "0", "upper")) {
      String address = "127.0.0.1:" + server.port();
      try (Program client = Program.cleave("echo", "send", address, "two words", "", "你a")) {
        assertThat(client.successful()).isEqualTo("TWO WORDS\n\n你A\n");
      }
      try (Program client = Program.cleave("echo", "send", address)) {
        client.type("first\nsecond line\r\n\nlast");
        assertThat(client.successful()).isEqualTo("FIRST\nSECOND LINE\n\nLAST\n");
      }
    }
  }

  @Test
  void speaksUtf8WhateverTheLocale() {
    Map<String, String> c = Map.of("LC_ALL", "C");
    try (Program server =
        Program.cleave(List.of(), c, "echo", "serve", "--port", "0", "--suffix", "é")) {
      String address = "127.0.0.1:" + server.port();
      try (Program client = Program.cleave(List.of(), c, "echo", "send", address, "你好")) {
        assertThat(client.successful()).isEqualTo("你好é\n");
      }
      try (Program client =
          Program.cleave(List.of("-Dfile.encoding=US-ASCII"), c, "echo", "send", address)) {
        assertThat(client.type("ß\n").successful()).isEqualTo("ßé\n");
      }
    }
  }

  @Test
  void takesWhatOneReadBringsWithoutBorders() throws IOException {
    Charset gbk = Charset.forName("GBK");
    try (Program server =
        Program.cleave(
            "echo",
            "serve",
            "--port",
            "0",
            "--framing",
            "none",
            "--charset",
            "GBK",
            "--upper",
            "--suffix",
            "SB")) {
      int port = server.port();
      try (Socket socket = Wire.connect(port)) {
        socket.getOutputStream().write("乤你好a".getBytes(gbk));
        byte[] expected = "乤你好ASB".getBytes(UTF_8);
        assertThat(socket.getInputStream().readNBytes(expected.length)).isEqualTo(expected);
      }
      String address = "127.0.0.1:" + port;
      try (Program client =
          Program.cleave("echo", "send", address, "--framing", "none", "a", "b c")) {
        assertThat(client.successful()).isEqualTo("ASB\nB CSB\n");
      }
    }
  }

  @Test
  void readsAndWritesTheCharsetOfTheOtherEnd() throws IOException {
    byte[] gbk = "你好".getBytes(Charset.forName("GBK"));
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Program client =
            Program.cleave(
                "echo",
                "send",
                "127.0.0.1:" + server.getLocalPort(),
                "--framing",
                "none",
                "--charset",
                "GBK",
                "你好")) {
      try (Socket socket = server.accept()) {
        assertThat(socket.getInputStream().readNBytes(gbk.length)).isEqualTo(gbk);
        socket.getOutputStream().write(gbk);
      }
      assertThat(client.successful()).isEqualTo("你好\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mongo", "varint", "json:>H/len", "rocketmq"})
  void speaksEveryFraming(String framing) {
    try (Program server =
        Program.cleave("echo", "serve", "--port", "0", "--framing", framing, "--suffix", "!")) {
      String address = "127.0.0.1:" + server.port();
      try (Program client =
          Program.cleave("echo", "send", address, "--framing", framing, "hi", "", "你")) {
        assertThat(client.successful()).isEqualTo("hi!\n!\n你!\n");
      }
    }
  }

  @Test
  void sendsThatStickTogetherAreOneReadForPython() {
    try (Program server = Program.python("sticky_server.py", "0", "bare")) {
      sendThree(
          FrameClient.builder().unframed(Duration.ofMillis(1)).connect("127.0.0.1", server.port()));
      assertThat(server.type("\n").successful()).endsWith("one read: " + STUCK + "\n");
    }
    try (Program server = Program.python("sticky_server.py", "0", "framed")) {
      sendThree(FrameClient.connect(FrameFormat.of("<q"), "127.0.0.1", server.port()));
      assertThat(server.type("\n").successful())
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

  @Test
  void saysWhatCallsTheWrongPort() throws IOException {
    try (Program server = Program.cleave("echo", "serve", "--port", "0")) {
      int port = server.port();
      try (Socket browser = Wire.connect(port)) {
        browser.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(UTF_8));
        InputStream in = browser.getInputStream();
        assertThat(in.read()).as("a clean close, not a reset").isEqualTo(-1);
      }
      try (Socket browser = Wire.connect(port)) {
        browser.getOutputStream().write(Wire.hex("160301 0200 010001fc 0303 0102030405060708"));
        assertThat(browser.getInputStream().read()).isEqualTo(-1);
      }
      callWithCurl(port);
      server.awaitErr(line -> line.contains("TLS ClientHello"));
      Result result = server.terminate();
      assertThat(result.exitCode()).isZero();
      assertThat(result.err())
          .contains("127.0.0.1:")
          .doesNotContain("\tat ")
          .doesNotContain("\tCaused");
      assertThat(result.err().lines().filter(line -> line.contains("is an HTTP client calling?")))
          .hasSizeBetween(1, 2);
      assertThat(result.err().lines()).hasSizeBetween(2, 3);
    }
  }

  /** A witness that is not ours, where there is one. */
  private static void callWithCurl(int port) {
    Program curl;
    try {
      curl = Program.start(List.of("curl", "-sS", "http://127.0.0.1:" + port + "/"));
    } catch (UncheckedIOException notInstalled) {
      return;
    }
    try (curl) {
      Result result = curl.await();
      assertThat(result.exitCode()).as("empty reply, not a reset").isEqualTo(52);
    }
  }

  @Test
  void givesUpOnASilentServer() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Program client =
            Program.cleave(
                "echo", "send", "127.0.0.1:" + silent.getLocalPort(), "--timeout", "300ms", "hi")) {
      Result result = client.await();
      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.err()).hasLineCount(1);
    }
  }

  @Test
  void stopsOnSignals() throws IOException {
    try (Program server = Program.cleave("echo", "serve", "--port", "0")) {
      try (Socket idle = Wire.connect(server.port())) {
        Result result = server.signal("INT");
        assertThat(result.exitCode()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(idle.getInputStream().read()).isEqualTo(-1);
      }
    }
  }
}
