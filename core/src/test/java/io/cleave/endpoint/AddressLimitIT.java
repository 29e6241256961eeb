package io.cleave.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.cleave.testing.Hex;
import io.cleave.testing.RawPeer;
import io.cleave.testing.RawPeer.Ending;
import io.cleave.wire.FrameFormat;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One remote address, and no more connections than it may have. */
final class AddressLimitIT {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final byte[] GOOD = Hex.bytes("0100000000000000 61");

  private final Path directory;

  AddressLimitIT(@TempDir Path directory) {
    this.directory = directory;
  }

  private static FrameServer.Builder echo(int perAddress) {
    return FrameServer.builder()
        .format(FrameFormat.of("<q"))
        .maxConnectionsPerAddress(perAddress)
        .onRequest(request -> request);
  }

  private static void assertServed(RawPeer peer) {
    assertThat(peer.send(GOOD).read(9)).isEqualTo(GOOD);
  }

  @Test
  void refusesOneTooManyOfAnAddressAndNoOther() throws IOException {
    try (LogTap log = LogTap.on(FrameServer.class);
        FrameServer server = echo(2).bind(0);
        RawPeer first = RawPeer.connect(server.port());
        RawPeer second = RawPeer.connect(server.port())) {
      assertServed(first);
      assertServed(second);
      for (int i = 0; i < 3; i++) {
        try (RawPeer third = RawPeer.connect(server.port())) {
          assertThat(third.readToEnd(PATIENCE).ending()).isNotEqualTo(Ending.STILL_OPEN);
        }
      }
      assertThat(log.lines()).hasSize(3);
      assertThat(log.lines().get(2))
          .startsWith("WARN 127.0.0.1:")
          .endsWith("refused: connections of its address: 3 (expected: <= 2)");

      InetAddress other = InetAddress.getByName("127.0.0.2");
      try (Socket elsewhere =
          new Socket(InetAddress.getLoopbackAddress(), server.port(), other, 0)) {
        elsewhere.getOutputStream().write(GOOD);
        assertThat(elsewhere.getInputStream().readNBytes(9)).isEqualTo(GOOD);
      }

      first.hangUp();
      await().until(() -> server.openConnections() == 1);
      try (RawPeer next = RawPeer.connect(server.port())) {
        assertServed(next);
      }
    }
  }

  @Test
  void hasNoEffectOnSocketFile() {
    String address = "unix:" + directory.resolve("s");
    try (FrameServer server = echo(1).host(address).bind(0);
        FrameClient first = client(address);
        FrameClient second = client(address)) {
      assertThat(first.call(new byte[1])).hasSize(1);
      assertThat(second.call(new byte[1])).hasSize(1);
      assertThat(server.openConnections()).isEqualTo(2);
    }
  }

  private static FrameClient client(String address) {
    return FrameClient.builder().format(FrameFormat.of("<q")).connect(address, 0);
  }

  @Test
  void refusesNumberThatIsNone() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> echo(-1).bind(0))
        .withMessage("maxConnectionsPerAddress: -1 (expected: 0..)");
  }
}
