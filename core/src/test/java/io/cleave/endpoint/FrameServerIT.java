package io.cleave.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cleave.connection.Transport;
import io.cleave.testing.Hex;
import io.cleave.testing.RawPeer;
import io.cleave.testing.RawPeer.Ending;
import io.cleave.wire.FrameFormat;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class FrameServerIT {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final FrameFormat H = FrameFormat.of("<h");
  private static final FrameFormat Q = FrameFormat.of("<q");

  static Stream<Transport> transports() {
    return Stream.of(Transport.values()).filter(Transport::isAvailable);
  }

  private static byte[] upper(byte[] bytes) {
    return new String(bytes, UTF_8).toUpperCase(Locale.ROOT).getBytes(UTF_8);
  }

  static FrameServer.Builder upperServer(Transport transport) {
    return FrameServer.builder().format(H).transport(transport).onRequest(FrameServerIT::upper);
  }

  @ParameterizedTest
  @MethodSource("transports")
  void answersStickyRequestsOneByOneInOrder(Transport transport) {
    try (FrameServer server = upperServer(transport).bind(0);
        RawPeer peer = RawPeer.connect(server.port())) {
      peer.send(Hex.bytes("0100 61 0000 0200 6263 0100 64"));
      assertThat(peer.read(12)).isEqualTo(Hex.bytes("0100 41 0000 0200 4243 0100 44"));
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void answersRequestThatComesByteByByte(Transport transport) {
    try (FrameServer server = upperServer(transport).bind(0);
        RawPeer peer = RawPeer.connect(server.port())) {
      for (byte next : Hex.bytes("0300 616263 0200 6465")) {
        peer.send(new byte[] {next});
      }
      assertThat(peer.read(9)).isEqualTo(Hex.bytes("0300 414243 0200 4445"));
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void servesHundredClientsAtOnce(Transport transport) throws Exception {
    int clients = 100;
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    try (FrameServer server =
        FrameServer.builder()
            .format(Q)
            .transport(transport)
            .onRequest(FrameServerIT::upper)
            .bind(0)) {
      CountDownLatch connected = new CountDownLatch(clients);
      List<Future<Integer>> right = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        String text = "client " + i;
        right.add(
            threads.submit(
                () -> {
                  try (RawPeer peer = RawPeer.connect(server.port())) {
                    connected.countDown();
                    connected.await();
                    return askRepeatedly(peer, text, 20);
                  }
                }));
      }
      for (Future<Integer> each : right) {
        assertThat(each.get()).isEqualTo(20);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static int askRepeatedly(RawPeer peer, String text, int times) {
    byte[] answer = text.toUpperCase(Locale.ROOT).getBytes(UTF_8);
    int right = 0;
    for (int i = 0; i < times; i++) {
      peer.send(Hex.bytes(String.format("%02x00000000000000", text.length())));
      peer.send(text.getBytes(UTF_8));
      peer.read(Long.BYTES);
      right +=
          new String(peer.read(answer.length), UTF_8).equals(new String(answer, UTF_8)) ? 1 : 0;
    }
    return right;
  }

  @Test
  void handlesRequestsOfOneConnectionOneAtTimeAndOfManyAtOnce() {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (FrameServer server =
            FrameServer.bind(
                H,
                0,
                request -> {
                  most.accumulateAndGet(now.incrementAndGet(), Math::max);
                  Sleep.millis(50);
                  now.decrementAndGet();
                  return request;
                });
        RawPeer first = RawPeer.connect(server.port());
        RawPeer second = RawPeer.connect(server.port())) {
      first.send(Hex.bytes("0100 61 0100 62 0100 63"));
      first.read(9);
      assertThat(most).hasValue(1);

      first.send(Hex.bytes("0100 61 0100 62 0100 63"));
      second.send(Hex.bytes("0100 61 0100 62 0100 63"));
      first.read(9);
      second.read(9);
      assertThat(most).hasValue(2);
    }
  }

  @Test
  void stopsReadingWhileTooManyRequestsWait() throws Exception {
    CountDownLatch mayAnswer = new CountDownLatch(1);
    AtomicInteger handled = new AtomicInteger();
    try (FrameServer server =
            FrameServer.bind(
                Q,
                0,
                request -> {
                  awaitLatch(mayAnswer);
                  handled.incrementAndGet();
                  return new byte[1];
                });
        RawPeer peer = RawPeer.connect(server.port())) {
      byte[] request = Hex.bytes("00 00 02 0000000000 repeat:61*131072"); // 128 KiB
      CountDownLatch sentAll = new CountDownLatch(1);
      Thread sender =
          new Thread(
              () -> {
                for (int i = 0; i < 200; i++) { // 25 MiB, far above what sockets hold
                  peer.send(request);
                }
                sentAll.countDown();
              });
      sender.start();
      assertThat(sentAll.await(500, java.util.concurrent.TimeUnit.MILLISECONDS)).isFalse();
      mayAnswer.countDown();
      peer.read(200 * 9);
      sender.join();
      assertThat(handled).hasValue(200);
    }
  }

  @Test
  void waitsWhilePeerDoesNotReadItsAnswers() throws Exception {
    AtomicInteger handled = new AtomicInteger();
    try (FrameServer server =
            FrameServer.bind(
                Q,
                0,
                request -> {
                  handled.incrementAndGet();
                  return new byte[1 << 20];
                });
        RawPeer peer = RawPeer.connect(server.port())) {
      for (int i = 0; i < 60; i++) {
        peer.send(Hex.bytes("0100000000000000 61"));
      }
      Thread.sleep(500);
      assertThat(handled.get()).isLessThan(20); // what sockets hold, and one
      peer.read(60 * ((1 << 20) + 8));
      assertThat(handled).hasValue(60);
    }
  }

  @Test
  void closesConnectionWhosePeerTakesNothing() {
    try (LogTap log = LogTap.on(FrameServer.class);
        FrameServer server =
            FrameServer.builder()
                .format(Q)
                .writeStall(Duration.ofMillis(300))
                .onRequest(request -> new byte[8 << 20])
                .bind(0);
        RawPeer peer = RawPeer.connect(server.port())) {
      peer.send(Hex.bytes("0100000000000000 61 0100000000000000 61"));
      await().untilAsserted(() -> assertThat(log.lines()).hasSize(1));
      assertThat(log.lines().get(0)).endsWith("refused: it takes nothing of its answer");
      assertThat(peer.readToEnd(PATIENCE).bytes().length).isLessThan(8 << 20);
    }
  }

  @Test
  void takesWhatOneReadBringsWithoutFrames() {
    try (FrameServer server =
            FrameServer.builder().unframed().onRequest(FrameServerIT::upper).bind(0);
        RawPeer peer = RawPeer.connect(server.port())) {
      peer.send("hello".getBytes(UTF_8));
      assertThat(peer.read(5)).asString().isEqualTo("HELLO");
      peer.send("again".getBytes(UTF_8)).halfClose();
      assertThat(peer.readToEnd(PATIENCE).bytes()).asString().isEqualTo("AGAIN");
    }
  }

  @Test
  void takesFramesWithoutAnsweringAndSaysWhenPeerIsGone() {
    Map<SocketAddress, List<String>> frames = new ConcurrentHashMap<>();
    List<SocketAddress> gone = new CopyOnWriteArrayList<>();
    try (FrameServer server =
            FrameServer.builder()
                .format(H)
                .onFrame(
                    (peer, frame) -> {
                      Sleep.millis(20);
                      frames
                          .computeIfAbsent(peer, first -> new CopyOnWriteArrayList<>())
                          .add(new String(frame, UTF_8));
                    })
                .onDisconnect(gone::add)
                .bind(0);
        RawPeer peer = RawPeer.connect(server.port())) {
      peer.send(Hex.bytes("0100 61 0000 0200 6263")).halfClose();
      await().untilAsserted(() -> assertThat(gone).hasSize(1));
      assertThat(frames.get(gone.get(0))).containsExactly("a", "", "bc");
    }
  }

  @Test
  void handlesFramesInFrontOfBrokenOneBeforePeerIsGone() {
    List<String> said = new CopyOnWriteArrayList<>();
    try (LogTap log = LogTap.on(FrameServer.class);
        FrameServer server =
            FrameServer.builder()
                .format(H)
                .onFrame(
                    frame -> {
                      Sleep.millis(30);
                      said.add(new String(frame, UTF_8));
                    })
                .onDisconnect(peer -> said.add("gone"))
                .bind(0);
        RawPeer peer = RawPeer.connect(server.port())) {
      peer.send(Hex.bytes("0100 61 0100 62 ffff"));
      assertThat(peer.readToEnd(PATIENCE).ending()).isEqualTo(Ending.FIN);
      peer.halfClose();
      await().untilAsserted(() -> assertThat(said).containsExactly("a", "b", "gone"));
      assertThat(log.lines()).hasSize(1);
    }
  }

  @Test
  void hangsUpWithoutAnswer() {
    try (FrameServer server =
            FrameServer.bind(
                H,
                0,
                request ->
                    request.length == 3 ? FrameServer.HANG_UP : FrameServerIT.upper(request));
        RawPeer peer = RawPeer.connect(server.port())) {
      peer.send(Hex.bytes("0100 61 0300 427965 0100 62"));
      RawPeer.Received received = peer.readToEnd(PATIENCE);
      assertThat(received.ending()).isEqualTo(Ending.FIN);
      assertThat(received.bytes()).isEqualTo(Hex.bytes("0100 41"));
    }
  }

  @Test
  void knowsWhoAsks() {
    try (FrameServer server =
            FrameServer.builder()
                .format(H)
                .onRequest((peer, request) -> peer.toString().getBytes(UTF_8))
                .bind(0);
        FrameClient client = FrameClient.connect(H, "127.0.0.1", server.port())) {
      assertThat(client.call(new byte[0])).asString().contains("127.0.0.1:");
      assertThat(IntStream.range(0, 3).mapToObj(i -> client.call(new byte[0])).distinct())
          .hasSize(3);
    }
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
