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

/** {@code udp}, both ways, against CPython and itself. */
class UdpIT {
  private static final Map<String, String> C = Map.of("LC_ALL", "C");

  @Test
  void oldClientAsksOurServer() {
    try (Program server = Program.cleave("udp", "serve", "--port", "0", "--upper");
        Program client =
            Program.python(
                "udp_echo_client.py",
                "127.0.0.1",
                String.valueOf(server.port()),
                "hi",
                "hi",
                "你a",
                "x".repeat(65_507))) {
      assertThat(client.successful()).isEqualTo("HI\nHI\n你A\n" + "X".repeat(65_507) + "\n");
      Result stopped = server.terminate();
      assertThat(stopped.exitCode()).isZero();
      assertThat(stopped.err()).isEmpty();
    }
  }

  @Test
  void ourClientAsksTheOldServer() {
    try (Program server = Program.python("udp_echo_server.py", "0")) {
      String address = "127.0.0.1:" + server.port();
      try (Program client =
          Program.cleave(
              List.of(), C, "udp", "send", address, "two words", "你a", "AGAIN", "AGAIN")) {
        assertThat(client.successful()).isEqualTo("TWO WORDS\n你A\nAGAIN\nAGAIN\n");
      }
      try (Program client = Program.cleave(List.of(), C, "udp", "send", address)) {
        client.type("first\n\n二\r\nlast");
        assertThat(client.successful()).isEqualTo("FIRST\n二\nLAST\n");
      }
    }
  }

  @Test
  void ourClientAsksOurServerWhatItHasAskedBefore() {
    try (Program server = Program.cleave("udp", "serve", "--port", "0")) {
      String address = "127.0.0.1:" + server.port();
      try (Program client = Program.cleave("udp", "send", address, "hi", "hi", "hi")) {
        assertThat(client.successful()).isEqualTo("hi\nhi\nhi\n");
      }
      assertThat(server.signal("INT"))
          .isEqualTo(new Result(0, "listening on " + address + "\n", ""));
    }
  }

  @Test
  void whatComesBackIsNotSentBackAgain() throws IOException {
    try (Program server = Program.cleave("udp", "serve", "--port", "0");
        DatagramSocket other = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      other.setSoTimeout((int) Program.PATIENCE.toMillis());
      int port = server.port();
      send(other, port, "hi");
      assertThat(receive(other)).isEqualTo("hi");
      send(other, port, "hi"); // as another server would
      send(other, port, "something else");
      assertThat(receive(other)).isEqualTo("something else");
      Result stopped = server.terminate();
      assertThat(stopped.err()).contains("sends back what it was answered");
      assertThat(stopped.err()).endsWith("datagrams dropped: 1 reflected\n");
      assertThat(stopped.exitCode()).isZero();
    }
  }

  @Test
  void aLostDatagramIsAFailureWithASentence() throws IOException {
    try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        Program client =
            Program.cleave(
                "udp", "send", "127.0.0.1:" + silent.getLocalPort(), "hi", "--timeout", "300ms")) {
      Result result = client.await();
      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.out()).isEmpty();
      assertThat(result.err())
          .isEqualTo(
              "cleave: 127.0.0.1:"
                  + silent.getLocalPort()
                  + ": no answer within 300 ms (expected: one; a datagram can be lost, and is not"
                  + " sent again)\n");
    }
  }

  @Test
  void saysThatNobodyListens() throws IOException {
    int free;
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    try (Program client = Program.cleave("udp", "send", "127.0.0.1:" + free, "hi")) {
      Result result = client.await();
      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.err())
          .isEqualTo("cleave: 127.0.0.1:" + free + ": nobody listens there (expected: a server)\n");
    }
  }

  @Test
  void saysThatThePortIsTaken() throws IOException {
    try (DatagramSocket taken = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        Program server =
            Program.cleave("udp", "serve", "--port", String.valueOf(taken.getLocalPort()))) {
      Result result = server.await();
      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.out()).isEmpty();
      assertThat(result.err())
          .isEqualTo(
              "cleave: port "
                  + taken.getLocalPort()
                  + " on 127.0.0.1 is taken (expected: a free one; choose another, or 0 for any)\n");
    }
  }

  @Test
  void readsAndWritesTheCharsetOfTheOtherEnd() throws IOException {
    Charset gbk = Charset.forName("GBK");
    try (Program server =
            Program.cleave("udp", "serve", "--port", "0", "--upper", "--charset", "GBK");
        DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      socket.setSoTimeout((int) Program.PATIENCE.toMillis());
      int port = server.port();
      byte[] text = "乤a".getBytes(gbk); // its second byte is a letter
      socket.send(packet(text, port));
      assertThat(new String(receiveBytes(socket), gbk)).isEqualTo("乤A");
      try (Program client =
          Program.cleave("udp", "send", "127.0.0.1:" + port, "--charset", "GBK", "乤b")) {
        assertThat(client.successful()).isEqualTo("乤B\n");
      }
    }
  }

  @Test
  void tooLongATextIsNotSent() throws IOException {
    try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        Program client =
            Program.cleave(
                "udp", "send", "127.0.0.1:" + server.getLocalPort(), "x".repeat(65_508))) {
      Result result = client.await();
      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.err()).hasLineCount(1).contains("65508").contains("65507");
    }
  }

  private static void send(DatagramSocket socket, int port, String text) throws IOException {
    socket.send(packet(text.getBytes(UTF_8), port));
  }

  private static DatagramPacket packet(byte[] bytes, int port) {
    return new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port);
  }

  private static String receive(DatagramSocket socket) throws IOException {
    return new String(receiveBytes(socket), UTF_8);
  }

  private static byte[] receiveBytes(DatagramSocket socket) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[1 << 16], 1 << 16);
    socket.receive(packet);
    return Arrays.copyOf(packet.getData(), packet.getLength());
  }
}
