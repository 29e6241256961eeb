package io.cleave.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cleave.connection.Transport;
import io.cleave.frame.FrameListener;
import io.cleave.testing.Hex;
import io.cleave.testing.RawPeer;
import io.cleave.testing.RawPeer.Ending;
import io.cleave.wire.FrameFormat;
import io.netty.util.internal.PlatformDependent;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A server whose listener is shown frames where they lie. */
final class InPlaceServerIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final FrameFormat I = FrameFormat.of(">I").withMaxPayloadLength(1 << 20);
  private static final FrameListener ECHO =
      (buffer, index, length, answers) -> answers.write(buffer, index, length);

  static Stream<Transport> transports() {
    return FrameServerIT.transports();
  }

  private static FrameServer echo(Transport transport) {
    return FrameServer.builder().format(I).transport(transport).inPlace(ECHO).bind(0);
  }

  /** Frames of all lengths from 0 to so many, stuck together. */
  private static byte[] frames(int count) {
    ByteBuffer all = ByteBuffer.allocate(count * (Integer.BYTES + count));
    for (int length = 0; length < count; length++) {
      all.putInt(length);
      for (int i = 0; i < length; i++) {
        all.put((byte) (length + i));
      }
    }
    return Arrays.copyOf(all.array(), all.position());
  }

  @ParameterizedTest
  @MethodSource("transports")
  void answersWhatWasSentBeforePeersEndOfStream(Transport transport) {
    byte[] frames = frames(1500);
    try (FrameServer server = echo(transport);
        RawPeer peer = RawPeer.connect(server.port())) {
      Thread sender = new Thread(() -> peer.send(frames).halfClose());
      sender.start();

      RawPeer.Received received = peer.readToEnd(PATIENCE);

      assertThat(received.ending()).isEqualTo(Ending.FIN);
      assertThat(Arrays.equals(received.bytes(), frames)).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void peerThatDoesNotReadIsNotHeardUntilItDoes(Transport transport) throws InterruptedException {
    byte[] frame = new byte[1004];
    ByteBuffer.wrap(frame).putInt(1000);
    int count = 64 << 10;
    try (FrameServer server = echo(transport);
        RawPeer deaf = RawPeer.connect(server.port());
        RawPeer other = RawPeer.connect(server.port())) {
      long before = PlatformDependent.usedDirectMemory();
      Thread sender =
          new Thread(
              () -> {
                for (int i = 0; i < count && deaf.trySend(frame); i++) {}
              });
      sender.start();
      Sleep.millis(700);

      assertThat(sender.isAlive()).isTrue(); // 64 MiB do not fit into what lies between
      assertThat(PlatformDependent.usedDirectMemory() - before).isLessThan(8 << 20);
      assertThat(other.send(Hex.bytes("00000001 61")).read(5)).isEqualTo(Hex.bytes("0000000161"));

      for (int i = 0; i < count; i++) {
        assertThat(deaf.read(frame.length)).isEqualTo(frame);
      }
      sender.join();
    }
  }

  @Test
  void listenerThatThrowsEndsItsConnectionAlone() {
    FrameListener picky =
        (buffer, index, length, answers) -> {
          if (length == 0) {
            throw new IllegalStateException("on purpose");
          }
          answers.write(buffer, index, length);
        };
    try (LogTap log = LogTap.on(FrameServer.class);
        FrameServer server = FrameServer.builder().format(I).inPlace(picky).bind(0);
        RawPeer peer = RawPeer.connect(server.port());
        RawPeer other = RawPeer.connect(server.port())) {
      peer.send(Hex.bytes("00000001 61 00000000 00000001 62"));

      assertThat(peer.readToEnd(PATIENCE).bytes()).isEqualTo(Hex.bytes("0000000161"));
      assertThat(other.send(Hex.bytes("00000001 61")).read(5)).isEqualTo(Hex.bytes("0000000161"));
      assertThat(log.lines()).hasSize(1);
      assertThat(log.lines().get(0)).contains("closed: the listener failed");
    }
  }

  @Test
  void refusesLengthAboveLimitInOneLine() {
    try (LogTap log = LogTap.on(FrameServer.class);
        FrameServer server = echo(Transport.NIO);
        RawPeer peer = RawPeer.connect(server.port())) {
      peer.send(Hex.bytes("00000001 61 7fffffff 62"));

      assertThat(peer.readToEnd(PATIENCE).bytes()).isEqualTo(Hex.bytes("0000000161"));
      assertThat(log.lines()).hasSize(1);
      assertThat(log.lines().get(0)).contains("refused: payloadLength: 2147483647 (expected: <= ");
    }
  }

  @Test
  void eachConnectionHasItsOwnListener() {
    try (FrameServer server =
            FrameServer.builder()
                .format(I)
                .inPlaceOf(
                    peer -> {
                      byte[] count = new byte[1];
                      return (buffer, index, length, answers) -> {
                        count[0]++;
                        answers.write(count);
                      };
                    })
                .bind(0);
        RawPeer one = RawPeer.connect(server.port());
        RawPeer two = RawPeer.connect(server.port())) {
      assertThat(one.send(Hex.bytes("00000000 00000000")).read(10))
          .isEqualTo(Hex.bytes("0000000101 0000000102"));
      assertThat(two.send(Hex.bytes("00000000")).read(5)).isEqualTo(Hex.bytes("0000000101"));
    }
  }

  @Test
  void stopsInTimeWithPeersConnected() {
    FrameServer server = echo(Transport.NIO);
    try (RawPeer peer = RawPeer.connect(server.port());
        RawPeer within = RawPeer.connect(server.port())) {
      peer.send(Hex.bytes("00000001 61")).read(5);
      within.send(Hex.bytes("00000009 61"));
      await().until(() -> server.openConnections() == 2);

      assertThat(server.stop(Duration.ofSeconds(5))).isTrue();

      assertThat(peer.readToEnd(PATIENCE).ending()).isEqualTo(Ending.FIN);
    }
  }

  @Test
  void closesConnectionThatIsSilent() {
    try (FrameServer server =
            FrameServer.builder().format(I).idle(Duration.ofMillis(200)).inPlace(ECHO).bind(0);
        RawPeer peer = RawPeer.connect(server.port())) {
      assertThat(peer.readToEnd(PATIENCE).ending()).isEqualTo(Ending.FIN);
    }
  }

  @Test
  void givesUpPeerThatNeitherReadsNorLeaves() throws InterruptedException {
    byte[] frame = new byte[1004];
    ByteBuffer.wrap(frame).putInt(1000);
    try (FrameServer server =
            FrameServer.builder()
                .format(I)
                .writeStall(Duration.ofMillis(400))
                .inPlace(ECHO)
                .bind(0);
        RawPeer deaf = RawPeer.connect(server.port())) {
      Thread sender =
          new Thread(
              () -> {
                for (int i = 0; i < (64 << 10) && deaf.trySend(frame); i++) {}
              });
      sender.start();

      await().atMost(PATIENCE).until(() -> server.openConnections() == 0);

      sender.join();
    }
  }

  @Test
  void refusesHandlerBesideListener() {
    assertThatThrownBy(
            () -> FrameServer.builder().format(I).onRequest(bytes -> bytes).inPlace(ECHO).bind(0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("bind: a handler and a listener (expected: one of them)");
  }

  @Test
  void needsFramesBothWays() {
    assertThatThrownBy(() -> FrameServer.builder().unframed().inPlace(ECHO).bind(0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "inPlace: without frames both ways (expected: a format for requests and answers)");
  }
}
