package io.cleave.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cleave.connection.Pipelines;
import io.cleave.testing.Hex;
import io.cleave.testing.RawPeer;
import io.cleave.wire.FrameFormat;
import io.netty.buffer.Unpooled;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What waits for a peer that does not read is bounded, whoever writes it. */
final class OverflowIT {
  private static final FrameFormat Q = FrameFormat.of("<q");
  private static final byte[] GOOD = Hex.bytes("0100000000000000 61");

  /** Writes without waiting, which no handler can. */
  private static final class Flood extends Conversation {
    Flood(Serving serving, SocketAddress peer) {
      super(serving, peer);
    }

    @Override
    void take(Object event) {
      ReferenceCountUtil.release(event);
      for (int i = 0; i < 512; i++) {
        channel().writeAndFlush(Unpooled.wrappedBuffer(new byte[64 << 10]));
      }
    }

    @Override
    boolean outlivesPeer() {
      return false;
    }
  }

  @Test
  void closesPeerForWhichTooMuchWaits() {
    Server.Settings settings =
        FrameServer.builder()
            .format(Q)
            .outboundCap(1 << 20)
            .onRequest(request -> request)
            .settings(0);
    try (LogTap log = LogTap.on(FrameServer.class)) {
      Serving serving =
          Serving.start(settings, Pipelines.frames(Q), Flood::new, FrameServer.class, "flood");
      try (RawPeer peer = RawPeer.connect(((InetSocketAddress) serving.address()).getPort())) {
        peer.send(GOOD);
        await().until(() -> !log.lines().isEmpty() && serving.openConnections() == 0);
        assertThat(log.lines()).hasSize(1);
        assertThat(log.lines().get(0))
            .matches(
                "WARN 127\\.0\\.0\\.1:\\d+ refused: it does not read: \\d{7,} bytes wait"
                    + " \\(expected: at most 1048576\\)");
        assertThat(log.traces()).isZero();
      } finally {
        serving.stop();
      }
    }
  }

  @Test
  void letsOneAnswerBeLongerThanAllThatMayWait() {
    int length = 12 << 20;
    try (LogTap log = LogTap.on(FrameServer.class);
        FrameServer server =
            FrameServer.builder()
                .format(Q)
                .outboundCap(64 << 10)
                .onRequest(request -> new byte[length])
                .bind(0);
        RawPeer peer = RawPeer.connect(server.port())) {
      peer.send(GOOD).send(GOOD);
      Sleep.millis(100); // the second waits for the first
      assertThat(peer.read(2 * (8 + length))).hasSize(2 * (8 + length));
      assertThat(log.lines()).isEmpty();
    }
  }

  @Test
  void letsManyThreadsOfOneClientSendMuch() throws InterruptedException {
    Thread[] senders = new Thread[3];
    try (RawPeer.Door door = RawPeer.listen();
        FrameClient client =
            FrameClient.builder()
                .format(Q)
                .timeout(Duration.ofSeconds(20))
                .connect("127.0.0.1", door.port());
        RawPeer peer = door.accept()) {
      int length = 6 << 20;
      for (int i = 0; i < senders.length; i++) {
        senders[i] = new Thread(() -> client.send(new byte[length]));
        senders[i].start();
      }
      Sleep.millis(100);
      assertThat(peer.read(3 * (8 + length))).hasSize(3 * (8 + length));
      for (Thread sender : senders) {
        sender.join();
      }
    }
  }
}
