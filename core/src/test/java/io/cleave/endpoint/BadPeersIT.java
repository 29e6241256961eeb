package io.cleave.endpoint;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cleave.connection.ConnectionLog;
import io.cleave.connection.Transport;
import io.cleave.testing.FaultLine;
import io.cleave.testing.FullRuns;
import io.cleave.testing.Hex;
import io.cleave.testing.RawPeer;
import io.cleave.testing.RawPeer.Ending;
import io.cleave.wire.FrameFormat;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Peers that speak something else, stop half-way, or vanish: one line, a clean end, and on. */
final class BadPeersIT {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final FrameFormat Q = FrameFormat.of("<q");
  private static final byte[] GOOD = Hex.bytes("0100000000000000 61");

  /** What a peer sends, and what the one line has to say. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Case(String title, byte[] sent, String said) {
    @Override
    public String toString() {
      return title;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case(
            "HTTP",
            "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII),
            "the bytes spell \"GET \": is an HTTP client calling?"),
        new Case(
            "TLS",
            Hex.bytes("16030100a5 010000a1 0303 repeat:5a*160"),
            "the bytes are a TLS ClientHello: the peer speaks TLS, this side does not"),
        new Case("negative length", Hex.bytes("ffffffffffffffff"), "payloadLength: -1"),
        new Case(
            "wrong byte order",
            Hex.bytes("0000000000000005 68656c6c6f"),
            "as big-endian (\">q\") this would be 5"));
  }

  static Stream<Transport> transports() {
    return FrameServerIT.transports();
  }

  private static FrameServer echo(Transport transport) {
    return FrameServer.builder()
        .format(Q)
        .transport(transport)
        .onRequest(request -> request)
        .bind(0);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void refusesBadBytesWithOneLineAndCleanEnd(Case bad) {
    try (LogTap log = LogTap.on(FrameServer.class);
        FrameServer server = echo(Transport.AUTO);
        RawPeer peer = RawPeer.connect(server.port())) {
      RawPeer.Received received = peer.send(bad.sent()).readToEnd(PATIENCE);

      assertThat(received.ending()).isEqualTo(Ending.FIN);
      assertThat(received.bytes()).isEmpty();
      assertThat(log.lines()).hasSize(1);
      assertThat(log.lines().get(0))
          .startsWith("WARN 127.0.0.1:")
          .contains("refused: ", bad.said());
      assertThat(log.traces()).isZero();
      assertThatStillServes(server);
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void refusesStreamThatEndsInsideFrame(Transport transport) {
    try (LogTap log = LogTap.on(FrameServer.class);
        FrameServer server = echo(transport);
        RawPeer peer = RawPeer.connect(server.port())) {
      peer.send(Hex.bytes("0500000000000000 6162")).halfClose();

      assertThat(peer.readToEnd(PATIENCE).ending()).isEqualTo(Ending.FIN);
      assertThat(log.lines()).hasSize(1);
      assertThat(log.lines().get(0))
          .endsWith("refused: payload: 2 bytes, then end of stream (expected: 5)");
    }
  }

  static Stream<Transport> transportsThatSeeResets() {
    // Netty 4.2.18 on io_uring misses one that comes directly behind bytes, until it writes
    return transports().filter(transport -> transport != Transport.IO_URING);
  }

  @ParameterizedTest
  @MethodSource("transportsThatSeeResets")
  void letsPeerGoThatResets(Transport transport) {
    try (LogTap log = LogTap.on(FrameServer.class);
        FrameServer server = echo(transport)) {
      RawPeer peer = RawPeer.connect(server.port());
      assertThat(peer.send(GOOD).read(9)).isEqualTo(GOOD);
      peer.send(Hex.bytes("0500000000000000 6162"));
      peer.reset();

      await().untilAsserted(() -> assertThat(log.all()).hasSize(1));
      assertThat(log.quietLines().get(0)).startsWith("127.0.0.1:").contains(" gone: ");
      assertThat(log.traces()).isZero();
      await().untilAsserted(() -> assertThat(server.openConnections()).isZero());
      assertThatStillServes(server);
    }
  }

  /** Row R5: an end of stream, then a reset; no channel survives. */
  @ParameterizedTest
  @MethodSource("transports")
  void keepsNoConnectionAfterEndOfStreamAndReset(Transport transport) {
    int rounds = FullRuns.count(10_000);
    AtomicInteger ended = new AtomicInteger();
    try (LogTap log = LogTap.on(FrameServer.class);
        FrameServer server =
            FrameServer.builder()
                .format(Q)
                .transport(transport)
                .onRequest(request -> request)
                .onDisconnect(peer -> ended.incrementAndGet())
                .bind(0)) {
      for (int i = 0; i < rounds; i++) {
        RawPeer peer = RawPeer.connect(server.port());
        if (i % 2 == 0) {
          peer.send(GOOD); // its answer meets the reset
        }
        peer.halfClose();
        peer.reset();
      }
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(ended.get()).isGreaterThanOrEqualTo(rounds * 9 / 10));
      int accepted = ended.get();
      assertThatStillServes(server);
      await().untilAsserted(() -> assertThat(server.openConnections()).isZero());
      assertThat(log.traces()).isZero();
      FaultLine.print(
          "R5",
          "%s end of stream and reset over %s, %s accepted, 0 channels left",
          rounds,
          transport,
          accepted);
    }
  }

  @Test
  void writesNoMoreThanTenLinesInSecond() {
    try (LogTap log = LogTap.on(FrameServer.class);
        FrameServer server = echo(Transport.AUTO)) {
      for (int i = 0; i < 60; i++) {
        try (RawPeer peer = RawPeer.connect(server.port())) {
          peer.send(Hex.bytes("ffffffffffffffff")).readToEnd(PATIENCE);
        }
      }
      assertThat(log.lines().size()).isLessThan(60);
      assertThat(log.lines().stream().filter(line -> line.contains("refused")).limit(11).toList())
          .hasSizeGreaterThanOrEqualTo(ConnectionLog.LINES_PER_SECOND);
      assertThat(log.traces()).isZero();
    }
  }

  @Test
  void escapesWhatPeerSent() {
    try (LogTap log = LogTap.on(FrameServer.class);
        FrameServer server = echo(Transport.AUTO);
        RawPeer peer = RawPeer.connect(server.port())) {
      peer.send("\r\n\u001b[31m${jndi:x}".getBytes(US_ASCII)).readToEnd(PATIENCE);
      assertThat(log.lines()).hasSize(1);
      assertThat(log.lines().get(0).chars()).allMatch(c -> c >= ' ' && c < 127);
    }
  }

  @Test
  void closesConnectionOneTooManyAndServesItsPlaceAgain() {
    try (LogTap log = LogTap.on(FrameServer.class);
        FrameServer server =
            FrameServer.builder()
                .format(Q)
                .maxConnections(2)
                .onRequest(request -> request)
                .bind(0)) {
      RawPeer first = RawPeer.connect(server.port());
      RawPeer second = RawPeer.connect(server.port());
      assertThat(first.send(GOOD).read(9)).isEqualTo(GOOD);
      assertThat(second.send(GOOD).read(9)).isEqualTo(GOOD);
      try (RawPeer third = RawPeer.connect(server.port())) {
        assertThat(third.readToEnd(PATIENCE).ending()).isNotEqualTo(Ending.STILL_OPEN);
      }
      assertThat(log.lines()).hasSize(1);
      assertThat(log.lines().get(0)).endsWith("refused: connections: 3 (expected: <= 2)");

      first.close();
      await().untilAsserted(() -> assertThat(server.openConnections()).isEqualTo(1));
      assertThatStillServes(server);
      second.close();
    }
  }

  @Test
  void closesConnectionOnWhichNothingHappens() {
    try (LogTap log = LogTap.on(FrameServer.class);
        FrameServer server =
            FrameServer.builder()
                .format(Q)
                .idle(Duration.ofMillis(400))
                .onRequest(
                    request -> {
                      Sleep.millis(1000); // busy is not idle
                      return request;
                    })
                .bind(0);
        RawPeer peer = RawPeer.connect(server.port())) {
      peer.send(GOOD);
      assertThat(peer.read(9)).isEqualTo(GOOD);
      assertThat(peer.readToEnd(PATIENCE).ending()).isEqualTo(Ending.FIN);
      assertThat(log.lines()).isEmpty();
      assertThat(log.quietLines()).hasSize(1);
      assertThat(log.quietLines().get(0)).endsWith("gone: nothing came for 400 ms, closed");
    }
  }

  @Test
  void acceptsAgainAfterManyBadPeers() throws IOException {
    List<byte[]> bad = cases().map(Case::sent).toList();
    try (LogTap log = LogTap.on(FrameServer.class);
        FrameServer server = echo(Transport.AUTO)) {
      for (int i = 0; i < 100; i++) {
        try (RawPeer peer = RawPeer.connect(server.port())) {
          peer.trySend(bad.get(i % bad.size()));
        }
      }
      assertThatStillServes(server);
      assertThat(log.traces()).isZero();
    }
  }

  private static void assertThatStillServes(Server server) {
    try (RawPeer peer = RawPeer.connect(server.port())) {
      assertThat(peer.send(GOOD).read(9)).isEqualTo(GOOD);
    }
  }
}
