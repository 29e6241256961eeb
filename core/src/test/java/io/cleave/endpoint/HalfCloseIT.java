package io.cleave.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.connection.Transport;
import io.cleave.testing.Hex;
import io.cleave.testing.RawPeer;
import io.cleave.testing.RawPeer.Ending;
import io.cleave.wire.FrameFormat;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Peers that have said their last word, and still want their answers. */
final class HalfCloseIT {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final FrameFormat H = FrameFormat.of("<h");
  private static final FrameFormat Q = FrameFormat.of("<q");

  static Stream<Transport> transports() {
    return FrameServerIT.transports();
  }

  @ParameterizedTest
  @MethodSource("transports")
  void answersCompleteRequestsAfterPeersEndOfStream(Transport transport) {
    try (FrameServer server = FrameServerIT.upperServer(transport).bind(0);
        RawPeer peer = RawPeer.connect(server.port())) {
      peer.send(Hex.bytes("0100 61 0100 62")).halfClose();

      RawPeer.Received received = peer.readToEnd(PATIENCE);

      assertThat(received.ending()).isEqualTo(Ending.FIN);
      assertThat(received.bytes()).isEqualTo(Hex.bytes("0100 41 0100 42"));
      assertThat(received.elapsed()).isLessThan(Duration.ofMillis(900));
    }
  }

  @Test
  void answersSlowlyAfterPeersEndOfStream() {
    try (FrameServer server =
            FrameServer.bind(
                H,
                0,
                request -> {
                  Sleep.millis(300);
                  return new byte[30_000];
                });
        RawPeer peer = RawPeer.connect(server.port())) {
      peer.send(Hex.bytes("0100 61 0100 62")).halfClose();

      RawPeer.Received received = peer.readToEnd(PATIENCE);

      assertThat(received.ending()).isEqualTo(Ending.FIN);
      assertThat(received.bytes().length).isEqualTo(2 * 30_002);
    }
  }

  static Stream<Transport> transportsThatWaitAfterEndOfStream() {
    return transports().filter(transport -> transport != Transport.EPOLL); // see NettyFactsIT
  }

  @ParameterizedTest
  @MethodSource("transportsThatWaitAfterEndOfStream")
  void sendsLongAnswersAfterPeersEndOfStream(Transport transport) {
    try (FrameServer server =
            FrameServer.builder()
                .format(Q)
                .transport(transport)
                .onRequest(
                    request -> {
                      Sleep.millis(200);
                      return new byte[8 << 20];
                    })
                .bind(0);
        RawPeer peer = RawPeer.connect(server.port())) {
      peer.send(Hex.bytes("0100000000000000 61 0100000000000000 61")).halfClose();
      Sleep.millis(600);

      RawPeer.Received received = peer.readToEnd(PATIENCE);

      assertThat(received.bytes().length).isEqualTo(2 * ((8 << 20) + 8));
      assertThat(received.ending()).isEqualTo(Ending.FIN);
    }
  }

  @ParameterizedTest
  @MethodSource("transportsThatWaitAfterEndOfStream")
  void answersManyRequestsInFrontOfEndOfStreamThatWasNotReadYet(Transport transport) {
    try (FrameServer server =
            FrameServer.builder()
                .format(Q)
                .transport(transport)
                .onRequest(
                    request -> {
                      Sleep.millis(1);
                      return new byte[20_000];
                    })
                .bind(0);
        RawPeer peer = RawPeer.connect(server.port())) {
      for (int i = 0; i < 300; i++) {
        peer.send(Hex.bytes("0100000000000000 61"));
      }
      peer.halfClose();
      Sleep.millis(100);

      RawPeer.Received received = peer.readToEnd(PATIENCE);

      assertThat(received.bytes().length).isEqualTo(300 * 20_008);
      assertThat(received.ending()).isEqualTo(Ending.FIN);
    }
  }
}
