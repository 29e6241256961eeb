package io.cleave.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cleave.connection.Transport;
import io.cleave.message.MessageFormat;
import io.cleave.testing.Hex;
import io.cleave.testing.RawPeer;
import io.cleave.testing.RawPeer.Ending;
import io.cleave.wire.FrameFormat;
import java.io.File;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How a server begins and ends. */
final class ServerStopIT {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final FrameFormat H = FrameFormat.of("<h");
  private static final byte[] GOOD = Hex.bytes("0100 61");

  static Stream<Transport> transports() {
    return FrameServerIT.transports();
  }

  private static FrameServer sleepy(long millis) {
    return FrameServer.bind(
        H,
        0,
        request -> {
          Sleep.millis(millis);
          return request;
        });
  }

  @Test
  void stopsIdleServerAtOnce() {
    FrameServer server = sleepy(0);
    try (RawPeer peer = RawPeer.connect(server.port())) {
      assertThat(peer.send(GOOD).read(3)).isEqualTo(GOOD);
      CompletableFuture<Boolean> stopped =
          CompletableFuture.supplyAsync(() -> server.stop(PATIENCE));
      assertThat(peer.readToEnd(PATIENCE).ending()).isEqualTo(Ending.FIN);
      assertThat(stopped.join()).isTrue();
    }
    assertThatThrownBy(() -> RawPeer.connect(server.port()))
        .isInstanceOf(UncheckedIOException.class)
        .hasCauseInstanceOf(ConnectException.class);
  }

  @Test
  void finishesWhatItHasReadBeforeItStops() {
    FrameServer server = sleepy(200);
    try (RawPeer peer = RawPeer.connect(server.port())) {
      peer.send(Hex.bytes("0100 61 0100 62 0100 63"));
      Sleep.millis(100);
      CompletableFuture<Boolean> stopped =
          CompletableFuture.supplyAsync(() -> server.stop(PATIENCE));

      RawPeer.Received received = peer.readToEnd(PATIENCE);

      assertThat(received.bytes()).isEqualTo(Hex.bytes("0100 61 0100 62 0100 63"));
      assertThat(received.ending()).isEqualTo(Ending.FIN);
      assertThat(stopped.join()).isTrue();
      assertThat(server.stop(Duration.ZERO)).isTrue();
    }
  }

  @Test
  void cutsOffWhatTakesTooLong() {
    AtomicReference<Boolean> interrupted = new AtomicReference<>();
    CountDownLatch begun = new CountDownLatch(1);
    try (LogTap log = LogTap.on(FrameServer.class)) {
      FrameServer server =
          FrameServer.bind(
              H,
              0,
              request -> {
                begun.countDown();
                Sleep.millis(60_000);
                interrupted.set(Thread.currentThread().isInterrupted());
                return request;
              });
      try (RawPeer peer = RawPeer.connect(server.port())) {
        peer.send(GOOD);
        begun.await();
        long start = System.nanoTime();
        assertThat(server.stop(Duration.ofMillis(300))).isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(peer.readToEnd(PATIENCE).bytes()).isEmpty();
        await().untilAsserted(() -> assertThat(interrupted).hasValue(true));
        assertThat(server.stop(PATIENCE)).isFalse();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      assertThat(log.lines()).isEmpty();
    }
  }

  @Test
  void refusesToBeStoppedByItsOwnHandler() {
    CompletableFuture<FrameServer> self = new CompletableFuture<>();
    try (LogTap log = LogTap.on(FrameServer.class);
        FrameServer server =
            FrameServer.bind(
                H,
                0,
                request -> {
                  self.join().close();
                  return request;
                });
        RawPeer peer = RawPeer.connect(server.port())) {
      self.complete(server);
      assertThat(peer.send(GOOD).readToEnd(PATIENCE).ending()).isEqualTo(Ending.FIN);
      await().untilAsserted(() -> assertThat(log.lines()).hasSize(1));
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void leavesNoThreadAndNoDescriptor(Transport transport) {
    runServer(transport); // what Netty opens once for all
    awaitNoThreads();
    long before = descriptors();
    for (int i = 0; i < 5; i++) {
      runServer(transport);
    }
    awaitNoThreads();
    await().untilAsserted(() -> assertThat(descriptors()).isLessThanOrEqualTo(before));
  }

  private static void runServer(Transport transport) {
    try (FrameServer server =
            FrameServer.builder()
                .format(H)
                .transport(transport)
                .onRequest(request -> request)
                .bind(0);
        FrameClient client =
            FrameClient.builder()
                .format(H)
                .transport(transport)
                .connect("127.0.0.1", server.port())) {
      assertThat(client.call(new byte[] {1})).hasSize(1);
    }
  }

  private static void awaitNoThreads() {
    await().untilAsserted(() -> assertThat(ownThreads()).isEmpty());
  }

  private static List<String> ownThreads() {
    Thread[] all = new Thread[Thread.activeCount() + 64];
    int count = Thread.enumerate(all);
    return Arrays.stream(all, 0, count)
        .map(Thread::getName)
        .filter(name -> name.startsWith("cleave-frame-") || name.startsWith("cleave-client-"))
        .toList();
  }

  private static long descriptors() {
    String[] open = new File("/proc/self/fd").list();
    return open == null ? 0 : open.length;
  }

  @Test
  void saysThatPortIsTaken() {
    try (FrameServer server = sleepy(0)) {
      assertThatThrownBy(() -> FrameServer.bind(H, server.port(), request -> request))
          .isInstanceOf(BindFailedException.class)
          .hasMessage(
              "port %d on 127.0.0.1 is taken (expected: a free one; choose another, or 0 for any)",
              server.port());
    }
    awaitNoThreads();
  }

  @Test
  void saysThatHostIsUnknownOrForeign() {
    FrameServer.Builder builder = FrameServer.builder().format(H).onRequest(request -> request);
    assertThatThrownBy(() -> builder.bind("no.such.host.invalid", 0))
        .isInstanceOf(BindFailedException.class)
        .hasMessageStartingWith("host no.such.host.invalid is unknown");
    assertThatThrownBy(() -> builder.bind("192.0.2.1", 0))
        .isInstanceOf(BindFailedException.class)
        .hasMessageStartingWith("192.0.2.1:0: cannot be listened on: ");
    awaitNoThreads();
  }

  @Test
  void refusesToBindWithoutHandler() {
    assertThatThrownBy(() -> FrameServer.builder().format(H).bind(0))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> PlainMessageServer.builder(MessageFormat.of("<q")).bind(0))
        .isInstanceOf(IllegalStateException.class);
  }
}
