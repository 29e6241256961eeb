package io.cleave.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cleave.connection.Transport;
import io.cleave.message.MessageFormat;
import io.cleave.testing.FaultLine;
import io.cleave.testing.Hex;
import io.cleave.testing.RawPeer;
import io.cleave.testing.RawPeer.Ending;
import io.cleave.wire.FrameFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Row R1, with a head time-out of half a second instead of ten. */
final class SlowPeersIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration HEAD = Duration.ofMillis(500);

  /** Where a peer begins to drip. */
  record Case(String title, String begins) {
    @Override
    public String toString() {
      return title;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case("in the length", "05"),
        new Case("in the header", "1300000000000000 7b22626f64795f73697a65223a"),
        new Case("in a short body", "1100000000000000 7b22626f64795f73697a65223a3230307d 61"),
        new Case("in a long body", "1300000000000000 7b22626f64795f73697a65223a32303030307d 61"));
  }

  private static PlainMessageServer server() {
    return PlainMessageServer.builder(MessageFormat.of("<q"))
        .transport(Transport.AUTO)
        .headTimeout(HEAD)
        .onEvent(message -> message.body().text())
        .bind(0);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void refusesPeersThatDrip(Case slow) {
    try (LogTap log = LogTap.on(PlainMessageServer.class);
        PlainMessageServer server = server()) {
      List<RawPeer> peers = new ArrayList<>();
      long start = System.nanoTime();
      for (int i = 0; i < 50; i++) {
        peers.add(RawPeer.connect(server.port()).send(Hex.bytes(slow.begins())));
      }
      await().until(() -> server.openConnections() == 50);
      while (server.openConnections() > 0 && System.nanoTime() - start < PATIENCE.toNanos()) {
        peers.forEach(peer -> peer.trySend(Hex.bytes("20")));
        peers.forEach(peer -> peer.readToEnd(Duration.ofMillis(5)));
      }
      long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
      assertThat(server.openConnections()).isZero();
      assertThat(log.lines().get(0)).contains("refused: too slow (expected: length and header");
      assertThat(log.traces()).isZero();
      peers.forEach(RawPeer::close);
      FaultLine.print("R1", "%s peers dripping %s, gone in %s ms", 50, slow.title(), millis);
    }
  }

  @Test
  void refusesFramesThatDrip() {
    try (LogTap log = LogTap.on(FrameServer.class);
        FrameServer server =
            FrameServer.builder()
                .format(FrameFormat.of("<q"))
                .headTimeout(HEAD)
                .onRequest(request -> request)
                .bind(0);
        RawPeer peer = RawPeer.connect(server.port())) {
      peer.send(Hex.bytes("0500000000000000 61"));
      assertThat(peer.readToEnd(PATIENCE).ending()).isEqualTo(Ending.FIN);
      assertThat(log.lines()).hasSize(1);
    }
  }

  @Test
  void leavesSteadyAndSilentPeersAlone() {
    try (LogTap log = LogTap.on(FrameServer.class);
        FrameServer server =
            FrameServer.builder()
                .format(FrameFormat.of("<q"))
                .headTimeout(HEAD)
                .onRequest(request -> new byte[1])
                .bind(0);
        RawPeer steady = RawPeer.connect(server.port());
        RawPeer silent = RawPeer.connect(server.port())) {
      silent.send(Hex.bytes("0100000000000000 61")).read(9);
      steady.send(Hex.bytes("0040000000000000"));
      for (int i = 0; i < 32; i++) { // 16 KiB at 10 KiB/s
        steady.send(new byte[512]);
        Sleep.millis(50);
      }
      assertThat(steady.read(9)).hasSize(9);
      assertThat(silent.send(Hex.bytes("0100000000000000 61")).read(9)).hasSize(9);
      assertThat(log.lines()).isEmpty();
    }
  }

  @Test
  void doesNotBlamePeerForSlowHandler() {
    try (LogTap log = LogTap.on(FrameServer.class);
        FrameServer server =
            FrameServer.builder()
                .format(FrameFormat.of("<q"))
                .headTimeout(HEAD)
                .onRequest(
                    request -> {
                      Sleep.millis(20);
                      return new byte[1];
                    })
                .bind(0);
        RawPeer peer = RawPeer.connect(server.port())) {
      byte[] request = Hex.bytes("0100000000000000 61");
      for (int i = 0; i < 100; i++) {
        peer.send(request);
      }
      peer.send(Hex.bytes("0100"));
      Sleep.millis(100);
      peer.send(Hex.bytes("000000000000 61"));
      peer.read(101 * 9);
      await().untilAsserted(() -> assertThat(log.lines()).isEmpty());
    }
  }

  @Test
  void closesPeerThatFallsSilentWithinBody() {
    try (LogTap log = LogTap.on(PlainMessageServer.class);
        PlainMessageServer server =
            PlainMessageServer.builder(MessageFormat.of("<q"))
                .idle(Duration.ofMillis(300))
                .onEvent(message -> message.body().text())
                .bind(0);
        RawPeer peer = RawPeer.connect(server.port())) {
      peer.send(Hex.bytes("1300000000000000 7b22626f64795f73697a65223a32303030307d 61"));
      assertThat(peer.readToEnd(PATIENCE).ending()).isEqualTo(Ending.RESET);
      assertThat(log.lines()).hasSize(1);
      assertThat(log.lines().get(0)).endsWith("refused: nothing came for 300 ms within a body");
    }
  }
}
