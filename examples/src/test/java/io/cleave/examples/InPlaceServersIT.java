package io.cleave.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.endpoint.FrameClient;
import io.cleave.endpoint.FrameServer;
import io.cleave.endpoint.PlainMessageServer;
import io.cleave.wire.FrameFormat;
import org.junit.jupiter.api.Test;

class InPlaceServersIT {
  private static final FrameFormat Q = FrameFormat.of("<q");

  @Test
  void answersWithTheSum() {
    try (FrameServer server = InPlaceServers.serveSums(0);
        FrameClient client = FrameClient.connect(Q, "127.0.0.1", server.port())) {
      assertThat(client.call(new byte[] {1, 2, 3})).containsExactly(6);
      assertThat(client.call(new byte[0])).containsExactly(0);
    }
  }

  @Test
  void answersEachConnectionWithItsOwnFrameBefore() {
    try (FrameServer server = InPlaceServers.serveLast(0);
        FrameClient one = FrameClient.connect(Q, "127.0.0.1", server.port());
        FrameClient two = FrameClient.connect(Q, "127.0.0.1", server.port())) {
      assertThat(one.call(new byte[] {1})).isEmpty();
      assertThat(two.call(new byte[] {2})).isEmpty();
      assertThat(one.call(new byte[] {3})).containsExactly(1);
      assertThat(two.call(new byte[] {4})).containsExactly(2);
    }
  }

  @Test
  void answersPythonWithReadings() throws Exception {
    String script =
        """
        import json, socket, struct, sys
        peer = socket.create_connection(("127.0.0.1", int(sys.argv[1]))).makefile("rwb")
        for sensor, value in ("a", 7), ("b", -1), ("a", None):
            body = b"" if value is None else struct.pack("<q", value)
            header = json.dumps({"sensor": sensor, "body_size": len(body)}).encode()
            peer.write(struct.pack("<q", len(header)) + header + body)
        peer.flush()  # three messages stuck together
        for _ in range(3):
            length, = struct.unpack("<q", peer.read(8))
            print(json.loads(peer.read(length)))
        """;
    try (PlainMessageServer server = InPlaceServers.serveReadings(0)) {
      Process python =
          new ProcessBuilder(
                  System.getProperty("cleave.python", "python3"),
                  "-c",
                  script,
                  Integer.toString(server.port()))
              .redirectErrorStream(true)
              .start();
      python.getOutputStream().close();
      String printed = new String(python.getInputStream().readAllBytes(), UTF_8);

      assertThat(printed.lines())
          .containsExactly(
              "{'sensor': 'a', 'value': 7}",
              "{'sensor': 'b', 'value': -1}",
              "{'sensor': 'a', 'value': 7}");
      assertThat(python.waitFor()).isZero();
    }
  }
}
