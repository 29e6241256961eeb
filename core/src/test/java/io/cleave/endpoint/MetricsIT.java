package io.cleave.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cleave.body.Body;
import io.cleave.header.Header;
import io.cleave.message.Message;
import io.cleave.message.MessageFormat;
import io.cleave.metrics.ConnectionMetrics;
import io.cleave.metrics.RefusalCause;
import io.cleave.testing.Hex;
import io.cleave.testing.RawPeer;
import io.cleave.wire.FrameFormat;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class MetricsIT {
  private static final FrameFormat H = FrameFormat.of("<h");

  /** Adds everything up. */
  private static final class Sums implements ConnectionMetrics, ConnectionMetrics.Factory {
    final List<SocketAddress> peers = new CopyOnWriteArrayList<>();
    final AtomicLong bytesIn = new AtomicLong();
    final AtomicLong bytesOut = new AtomicLong();
    final AtomicLong framesIn = new AtomicLong();
    final AtomicLong framesOut = new AtomicLong();
    final AtomicLong messagesIn = new AtomicLong();
    final AtomicLong messagesOut = new AtomicLong();
    final List<RefusalCause> refusals = new CopyOnWriteArrayList<>();

    @Override
    public ConnectionMetrics forConnection(SocketAddress peer) {
      peers.add(peer);
      return this;
    }

    @Override
    public void bytesReceived(long bytes) {
      bytesIn.addAndGet(bytes);
    }

    @Override
    public void bytesSent(long bytes) {
      bytesOut.addAndGet(bytes);
    }

    @Override
    public void framesReceived(int frames, long payloadBytes) {
      framesIn.addAndGet(frames);
    }

    @Override
    public void framesSent(int frames, long payloadBytes) {
      framesOut.addAndGet(frames);
    }

    @Override
    public void messagesReceived(int messages, long bodyBytes) {
      messagesIn.addAndGet(messages);
    }

    @Override
    public void messagesSent(int messages, long bodyBytes) {
      messagesOut.addAndGet(messages);
    }

    @Override
    public void refused(RefusalCause cause) {
      refusals.add(cause);
    }
  }

  @Test
  void countsFramesOfEachConnection() {
    Sums sums = new Sums();
    try (LogTap log = LogTap.on(FrameServer.class);
        FrameServer server =
            FrameServer.builder().format(H).metrics(sums).onRequest(request -> request).bind(0);
        RawPeer peer = RawPeer.connect(server.port())) {
      peer.send(Hex.bytes("0100 61 0200 6263 0000")).read(9);
      peer.send(Hex.bytes("ffff")).readToEnd(Duration.ofSeconds(5));
      await()
          .untilAsserted(
              () -> assertThat(sums.refusals).containsExactly(RefusalCause.INVALID_LENGTH));
      assertThat(sums.peers).hasSize(1);
      assertThat(sums.framesIn).hasValue(3);
      assertThat(sums.framesOut).hasValue(3);
      assertThat(sums.bytesIn).hasValue(11);
      assertThat(sums.bytesOut).hasValue(9);
      assertThat(log.lines()).hasSize(1);
    }
  }

  @Test
  void countsBytesWithoutFramesAndMessages() {
    Sums bare = new Sums();
    try (FrameServer server =
            FrameServer.builder().unframed().metrics(bare).onRequest(request -> request).bind(0);
        RawPeer peer = RawPeer.connect(server.port())) {
      peer.send(Hex.bytes("616263")).read(3);
      await().untilAsserted(() -> assertThat(bare.bytesOut).hasValue(3));
      assertThat(bare.bytesIn).hasValue(3);
    }
    Sums sums = new Sums();
    MessageFormat format = MessageFormat.of("<q");
    try (PlainMessageServer server =
            PlainMessageServer.builder(format)
                .onMessage(message -> Message.of(Header.empty(), Body.of("hi")))
                .bind(0);
        PlainMessageClient client =
            PlainMessageClient.builder(format).metrics(sums).connect("127.0.0.1", server.port())) {
      client.call(Message.of(Header.empty()));
      client.call(Message.of(Header.empty()));
      await().untilAsserted(() -> assertThat(sums.messagesIn).hasValue(2));
      assertThat(sums.messagesOut).hasValue(2);
    }
  }
}
