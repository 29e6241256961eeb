package io.cleave.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cleave.body.Body;
import io.cleave.connection.InboundBudget;
import io.cleave.connection.Transport;
import io.cleave.exchange.ReceivedRequest;
import io.cleave.exchange.Reply;
import io.cleave.testing.FaultLine;
import io.cleave.testing.FullRuns;
import io.cleave.testing.Hex;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Row R5: peers of the native protocol that end or reset with requests in flight. */
@Timeout(300)
final class NativeLostPeersIT {
  private final AtomicInteger began = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();

  static Stream<Transport> transports() {
    return Stream.of(Transport.NIO, Transport.EPOLL).filter(Transport::isAvailable);
  }

  private Reply hold(ReceivedRequest request) throws InterruptedException {
    began.incrementAndGet();
    try {
      new CountDownLatch(1).await();
    } finally {
      ended.incrementAndGet();
    }
    return Reply.ok();
  }

  private Reply drain(ReceivedRequest request) throws java.io.IOException {
    began.incrementAndGet();
    try (java.io.InputStream in = request.body().stream()) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
    } finally {
      ended.incrementAndGet();
    }
    return Reply.ok();
  }

  private static byte[] requests() {
    return Hex.join(
        NativePeer.message(NativePeer.HELLO),
        NativePeer.message("'type':'request','id':1,'route':'hold'"),
        NativePeer.message("'type':'request','id':3,'route':'drain','more':true", new byte[500]),
        NativePeer.message("'type':'request','id':5,'route':'zeros'"),
        NativePeer.message("'type':'event','route':'note'", new byte[20_000]),
        NativePeer.message("'type':'data','id':3", new byte[30_000]));
  }

  @ParameterizedTest
  @MethodSource("transports")
  void leaveNothingBehind(Transport transport) {
    InboundBudget budget = InboundBudget.of(1 << 30);
    int count = FullRuns.count(10_000);
    Random random = new Random(5);
    byte[] all = requests();
    try (LogTap log = LogTap.on(MessageServer.class);
        MessageServer server =
            MessageServer.builder()
                .transport(transport)
                .inboundBudget(budget)
                .route("hold", this::hold)
                .route("drain", this::drain)
                .route("zeros", request -> Reply.of(Body.stream(new Zeros(1 << 30))))
                .onEvent("note", event -> {})
                .bind(0)) {
      for (int i = 0; i < count; i++) {
        NativePeer peer = NativePeer.connect(server.port());
        boolean cut = random.nextBoolean();
        peer.raw().trySend(cut ? Arrays.copyOf(all, random.nextInt(all.length)) : all);
        if (i % 2 == 0) {
          peer.raw().reset();
        } else {
          peer.raw().hangUp();
        }
      }
      long start = System.nanoTime();
      await().atMost(Duration.ofSeconds(20)).until(() -> server.openConnections() == 0);
      await().untilAsserted(() -> assertThat(ended.get()).isEqualTo(began.get()));
      await().untilAsserted(() -> assertThat(budget.reserved()).isZero());
      assertThat(began).hasPositiveValue();
      assertThat(log.traces()).isZero();
      FaultLine.print(
          "R5",
          "%s peers gone with requests in flight over %s: %s handlers ended, 0 channels %s ms later",
          count,
          transport,
          ended.get(),
          (System.nanoTime() - start) / 1_000_000);
    }
  }
}
