package io.cleave.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cleave.body.Body;
import io.cleave.connection.Transport;
import io.cleave.header.Header;
import io.cleave.message.Message;
import io.cleave.message.MessageFormat;
import io.cleave.testing.Hex;
import io.cleave.wire.FrameFormat;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class UnixSocketIT {
  private static final FrameFormat H = FrameFormat.of("<h");

  @TempDir Path directory = Path.of("set by JUnit");

  static Stream<Transport> transports() {
    return FrameServerIT.transports();
  }

  private String host() {
    return "unix:" + directory.resolve("cleave.sock");
  }

  private FrameServer echo(Transport transport) {
    return FrameServer.builder()
        .format(H)
        .transport(transport)
        .onRequest((peer, request) -> request)
        .bind(host(), 0);
  }

  @ParameterizedTest
  @MethodSource("transports")
  void answersAndRemovesItsFile(Transport transport) {
    try (FrameServer server = echo(transport);
        FrameClient client =
            FrameClient.builder().format(H).transport(transport).connect(host(), 0)) {
      assertThat(client.call(new byte[] {1, 2})).containsExactly(1, 2);
      assertThat(server.port()).isZero();
      assertThat(server).hasToString("FrameServer[" + host() + "]");
      assertThat(client).hasToString("FrameClient[" + host() + "]");
    }
    assertThat(directory).isEmptyDirectory();
  }

  @ParameterizedTest
  @MethodSource("transports")
  void answersPeerThatIsNotOurs(Transport transport) throws IOException {
    try (FrameServer server = echo(transport);
        SocketChannel peer = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      peer.connect(UnixDomainSocketAddress.of(directory.resolve("cleave.sock")));
      byte[] request = Hex.bytes("0100 61 0100 62");
      peer.write(ByteBuffer.wrap(request));
      if (transport == Transport.EPOLL || transport == Transport.KQUEUE) { // know half-close
        peer.shutdownOutput();
      }
      ByteBuffer answer = ByteBuffer.allocate(request.length);
      while (answer.hasRemaining() && peer.read(answer) >= 0) {
        // until it is whole
      }
      assertThat(answer.array()).isEqualTo(request);
      assertThat(server.openConnections()).isLessThanOrEqualTo(1);
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void sendsFiles(Transport transport) throws IOException {
    byte[] bytes = new byte[2 << 20];
    new Random(1).nextBytes(bytes);
    Path file = Files.write(directory.resolve("file"), bytes);
    MessageFormat format = MessageFormat.of("<q");
    try (PlainMessageServer server =
            PlainMessageServer.builder(format)
                .transport(transport)
                .onConnect(peer -> Message.of(Header.empty(), Body.file(file)))
                .bind(host(), 0);
        PlainMessageClient client =
            PlainMessageClient.builder(format).transport(transport).connect(host(), 0)) {
      assertThat(client.receive().body().bytes(bytes.length)).isEqualTo(bytes);
      assertThat(server.stop(Server.DEFAULT_GRACE)).isTrue();
    }
  }

  @Test
  void saysThatFileIsTakenOrMissing() throws IOException {
    try (FrameServer server = echo(Transport.AUTO)) {
      assertThat(server.port()).isZero();
      assertThatThrownBy(() -> echo(Transport.AUTO))
          .isInstanceOf(BindFailedException.class)
          .hasMessage(
              host() + " is taken (expected: no such file; remove it if no server uses it)");
    }
    assertThatThrownBy(() -> FrameClient.connect(H, host(), 0))
        .isInstanceOf(ConnectFailedException.class)
        .hasMessageStartingWith(host() + ": ");
  }
}
