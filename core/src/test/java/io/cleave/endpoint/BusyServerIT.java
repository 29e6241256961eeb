package io.cleave.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.cleave.testing.Hex;
import io.cleave.testing.RawPeer;
import io.cleave.testing.RawPeer.Ending;
import io.cleave.wire.FrameFormat;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** When too much waits for a worker, whoever is connected is served, and nobody else let in. */
final class BusyServerIT {
  private static final FrameFormat Q = FrameFormat.of("<q");
  private static final byte[] GOOD = Hex.bytes("0100000000000000 61");

  @Test
  void acceptsNobodyWhileTooManyWait() {
    assumeThat(Runtime.version().feature()).as("from 21 on nothing waits").isLessThan(21);
    FrameHandler echo = FrameHandler.answering((peer, request) -> request);
    Serving serving =
        Serving.start(
            FrameServer.builder().format(Q).settings(0),
            Cuts.both(Q).ofServer(),
            (server, peer) -> new FrameConversation(server, peer, echo, Optional.of(Q)),
            FrameServer.class,
            "busy");
    int port = ((InetSocketAddress) serving.address()).getPort();
    CountDownLatch mayEnd = new CountDownLatch(1);
    try (LogTap log = LogTap.on(FrameServer.class);
        RawPeer early = RawPeer.connect(port)) {
      assertThat(early.send(GOOD).read(9)).isEqualTo(GOOD);
      AtomicInteger begun = new AtomicInteger();
      Runnable task =
          () -> {
            begun.incrementAndGet();
            awaitQuietly(mayEnd);
          };
      while (serving.workers().execute(task)) {}
      await().until(() -> begun.get() == Workers.MAX_THREADS);
      while (serving.workers().execute(task)) {} // threads that started late have taken some
      try (RawPeer late = RawPeer.connect(port)) {
        assertThat(late.readToEnd(Duration.ofSeconds(10)).ending()).isNotEqualTo(Ending.STILL_OPEN);
      }
      assertThat(log.lines()).hasSize(1);
      assertThat(log.lines().get(0))
          .endsWith(
              "refused: busy: requests of more than 10000 connections wait for a worker"
                  + " (expected: fewer)");
      early.send(GOOD);

      mayEnd.countDown();
      assertThat(early.read(9)).isEqualTo(GOOD);
      await().until(() -> !serving.workers().isFull());
      try (RawPeer next = RawPeer.connect(port)) {
        assertThat(next.send(GOOD).read(9)).isEqualTo(GOOD);
      }
    } finally {
      mayEnd.countDown();
      serving.stop();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
