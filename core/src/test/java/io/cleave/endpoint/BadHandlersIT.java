package io.cleave.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cleave.testing.FaultLine;
import io.cleave.testing.Hex;
import io.cleave.testing.RawPeer;
import io.cleave.testing.RawPeer.Ending;
import io.cleave.wire.FrameFormat;
import io.netty.handler.codec.CorruptedFrameException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Row R11: whatever a handler does ends its own connection alone. */
final class BadHandlersIT {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final FrameFormat FORMAT = FrameFormat.of("<h").withMaxPayloadLength(100);
  private static final byte[] GOOD = Hex.bytes("0100 61");
  private static final byte[] BAD = Hex.bytes("0100 62");

  /** How a handler misbehaves, and how the one line begins and goes on. */
  record Case(String title, UnaryOperator<byte[]> handler, String level, String said) {
    @Override
    public String toString() {
      return title;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        thrower("runtime exception", new IllegalArgumentException("no")),
        thrower("exception without message", new NullPointerException()),
        thrower("assertion", new AssertionError("no")),
        thrower("no memory", new OutOfMemoryError("no")),
        thrower("linkage", new NoClassDefFoundError("no")),
        thrower("unchecked closed channel", new UncheckedIOException(new ClosedChannelException())),
        thrower("checked, thrown sneakily", new java.io.IOException("no")),
        new Case("endless recursion", BadHandlersIT::recurse, "ERROR", "the handler failed"),
        new Case("null", BadHandlersIT::none, "ERROR", "the handler failed"),
        new Case("interrupts itself", BadHandlersIT::interrupted, "", ""),
        new Case("answer too long", bad -> new byte[101], "ERROR", "its answer could not be sent"),
        new Case(
            "blames the peer",
            bad -> {
              throw new CorruptedFrameException("no such command");
            },
            "WARN",
            "refused: no such command"));
  }

  private static Case thrower(String title, Throwable failure) {
    return new Case(title, bad -> sneak(failure), "ERROR", "the handler failed");
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> byte[] sneak(Throwable failure) throws T {
    throw (T) failure;
  }

  @SuppressWarnings("InfiniteRecursion") // that is the point
  private static byte[] recurse(byte[] bad) {
    byte[] deeper = recurse(bad);
    return deeper.length == 0 ? bad : deeper;
  }

  @SuppressWarnings("NullAway")
  private static byte[] none(byte[] bad) {
    return null;
  }

  private static byte[] interrupted(byte[] bad) {
    Thread.currentThread().interrupt();
    return bad;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void endsItsOwnConnectionAlone(Case bad) {
    try (LogTap log = LogTap.on(FrameServer.class);
        FrameServer server =
            FrameServer.bind(
                FORMAT, 0, request -> request[0] == 'b' ? bad.handler().apply(request) : request);
        RawPeer other = RawPeer.connect(server.port());
        RawPeer peer = RawPeer.connect(server.port())) {
      assertThat(other.send(GOOD).read(3)).isEqualTo(GOOD);
      peer.send(GOOD).send(BAD).send(GOOD);

      RawPeer.Received received = peer.readToEnd(PATIENCE);

      assertThat(received.ending()).isEqualTo(Ending.FIN);
      assertThat(received.bytes()).startsWith(GOOD);
      if (bad.level().isEmpty()) {
        assertThat(log.lines()).isEmpty();
      } else {
        await().untilAsserted(() -> assertThat(log.lines()).hasSize(1));
        assertThat(log.lines().get(0)).startsWith(bad.level()).contains(bad.said());
      }
      assertThat(other.send(GOOD).read(3)).isEqualTo(GOOD);
      FaultLine.print("R11", "%s: its connection ended, the other lived", bad.title());
    }
  }

  @Test
  void blockedHandlerHoldsUpNobodyElse() {
    try (FrameServer server =
            FrameServer.builder()
                .format(FORMAT)
                .onRequest(
                    request -> {
                      if (request[0] == 'b') {
                        Sleep.millis(60_000);
                      }
                      return request;
                    })
                .grace(Duration.ZERO)
                .bind(0);
        RawPeer peer = RawPeer.connect(server.port())) {
      for (int i = 0; i < 20; i++) {
        RawPeer.connect(server.port()).send(BAD);
      }
      assertThat(peer.send(GOOD).read(3)).isEqualTo(GOOD);
    }
  }
}
