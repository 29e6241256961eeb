package io.cleave.endpoint;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cleave.testing.Hex;
import io.cleave.testing.RawPeer;
import io.cleave.testing.RawPeer.Ending;
import io.cleave.wire.FrameFormat;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What a handler can do with a {@link FrameCall}, and what {@link FrameClient#open} gives. */
final class FrameCallIT {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final FrameFormat I = FrameFormat.of("<i").withMaxPayloadLength(64 << 20);
  private static final int LONG = 20 << 20;

  private static FrameServer server(FrameServer.Builder builder, Consumer<FrameCall> handler) {
    return builder.onCall(handler).bind(0);
  }

  private static FrameServer bareRequests(Consumer<FrameCall> handler) {
    return server(FrameServer.builder().unframed().answers(I), handler);
  }

  private static FrameServer bare(Consumer<FrameCall> handler) {
    return server(FrameServer.builder().unframed(), handler);
  }

  private static byte[] pattern(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 31);
    }
    return bytes;
  }

  @Test
  void answersBareRequestWithFrame() {
    try (FrameServer server = bareRequests(call -> call.answer(call.request()));
        RawPeer peer = RawPeer.connect(server.port())) {
      peer.send("df -h".getBytes(US_ASCII));
      assertThat(peer.read(9)).isEqualTo(Hex.bytes("05000000 6466202d68"));
    }
  }

  @Test
  void answersFrameWithBareBytes() {
    try (FrameServer server =
            server(
                FrameServer.builder().format(I).unframedAnswers(),
                call -> call.answer(call.request()));
        RawPeer peer = RawPeer.connect(server.port())) {
      peer.send(Hex.bytes("02000000 6869"));
      assertThat(peer.read(2)).isEqualTo(Hex.bytes("6869"));
    }
  }

  @Test
  void clientAsksBareAndReadsFrame() {
    try (FrameServer server = bareRequests(call -> call.answer(call.request()));
        FrameClient client =
            FrameClient.builder()
                .format(I)
                .unframedRequests()
                .connect("127.0.0.1", server.port())) {
      assertThat(client.call("ls".getBytes(US_ASCII))).asString(US_ASCII).isEqualTo("ls");
      assertThat(client.call("df".getBytes(US_ASCII))).asString(US_ASCII).isEqualTo("df");
    }
  }

  @Test
  void answersFromStreamLongerThanAnyBuffer() throws IOException {
    byte[] bytes = pattern(LONG);
    try (FrameServer server =
            bareRequests(call -> call.answer(new ByteArrayInputStream(bytes), LONG));
        FrameClient client =
            FrameClient.builder()
                .format(I)
                .unframedRequests()
                .connect("127.0.0.1", server.port())) {
      for (int times = 0; times < 2; times++) { // the frame behind it begins in the right place
        try (InputStream answer = client.open(new byte[1])) {
          assertThat(Arrays.equals(answer.readAllBytes(), bytes)).isTrue();
        }
      }
    }
  }

  @Test
  void givesBareAnswerUntilServerCloses() throws IOException {
    byte[] bytes = pattern(LONG);
    try (FrameServer server =
            bare(
                call -> {
                  call.answer(new ByteArrayInputStream(bytes), LONG);
                  call.hangUp();
                });
        FrameClient client =
            FrameClient.builder().unframedUntilClosed().connect("127.0.0.1", server.port())) {
      assertThat(Arrays.equals(client.open(new byte[1]).readAllBytes(), bytes)).isTrue();
    }
  }

  @Test
  void givesNothingWhenServerClosesWithoutAnswer() throws IOException {
    try (FrameServer server = bare(FrameCall::hangUp);
        FrameClient client =
            FrameClient.builder().unframedUntilClosed().connect("127.0.0.1", server.port())) {
      assertThat(client.open(new byte[1]).readAllBytes()).isEmpty();
    }
  }

  @Test
  void failsWhenServerClosesWhereAnAnswerHasAnotherEnd() {
    List<FrameClient.Builder> builders =
        List.of(
            FrameClient.builder().format(I).unframedRequests(),
            FrameClient.builder().unframed(Duration.ofMillis(50)));
    for (FrameClient.Builder builder : builders) {
      try (FrameServer server = bare(FrameCall::hangUp);
          FrameClient client = builder.connect("127.0.0.1", server.port())) {
        for (int times = 0; times < 2; times++) { // and so it stays
          assertThatThrownBy(() -> client.open(new byte[1]))
              .isInstanceOf(ConnectionLostException.class)
              .hasMessageContaining("the peer closed the connection");
        }
      }
    }
  }

  @Test
  void resetsBareAnswerThatEndsEarlySoThatItIsNotTakenForWhole() {
    try (LogTap log = LogTap.on(FrameServer.class);
        FrameServer server = bare(call -> call.answer(new ByteArrayInputStream(new byte[9]), 10));
        FrameClient client =
            FrameClient.builder().unframedUntilClosed().connect("127.0.0.1", server.port())) {
      InputStream answer = client.open(new byte[1]);
      assertThatThrownBy(answer::readAllBytes).isInstanceOf(IOException.class);
      assertThatThrownBy(answer::read).isInstanceOf(IOException.class); // and never an end
      assertThat(log.lines()).hasSize(1);
    } catch (ConnectionLostException lost) {
      assertThat(lost).hasMessageContaining("reset"); // it came before the nine bytes were read
    }
  }

  @Test
  void resetsBareAnswerThatTheEndOfTheServerCutsOff() {
    try (FrameServer server = bare(FrameCallIT::answerLong);
        RawPeer peer = RawPeer.connect(server.port())) {
      peer.send(new byte[1]);
      peer.read(1);
      assertThat(server.stop(Duration.ofMillis(100))).isFalse();
      assertThat(peer.readToEnd(PATIENCE).ending()).isEqualTo(Ending.RESET);
    }
  }

  @Test
  void resetsBareAnswerThatThePeerDoesNotTake() {
    try (LogTap log = LogTap.on(FrameServer.class);
        FrameServer server =
            server(
                FrameServer.builder().unframed().writeStall(Duration.ofMillis(200)),
                FrameCallIT::answerLong);
        RawPeer peer = RawPeer.connect(server.port())) {
      peer.send(new byte[1]);
      await().until(() -> log.lines().size() == 1);
      assertThat(peer.readToEnd(PATIENCE).ending()).isEqualTo(Ending.RESET);
    }
  }

  private static void answerLong(FrameCall call) {
    call.answer(new ByteArrayInputStream(new byte[LONG]), LONG);
    call.hangUp();
  }

  @Test
  void cutsFramedAnswerThatEndsEarly() {
    try (LogTap log = LogTap.on(FrameServer.class);
        FrameServer server =
            bareRequests(call -> call.answer(new ByteArrayInputStream(new byte[9]), 10));
        RawPeer peer = RawPeer.connect(server.port())) {
      peer.send(new byte[1]);
      RawPeer.Received received = peer.readToEnd(PATIENCE);
      assertThat(log.lines()).singleElement().asString().contains("the handler failed");
      assertThat(received.bytes()).hasSize(Integer.BYTES + 9);
      assertThat(received.ending()).isEqualTo(Ending.FIN);
    }
  }

  @Test
  void endsConnectionAlsoWhenHandlerKeepsTheFailureToItself() {
    try (FrameServer server = bareRequests(FrameCallIT::failQuietly);
        RawPeer peer = RawPeer.connect(server.port())) {
      peer.send(new byte[1]);
      RawPeer.Received received = peer.readToEnd(PATIENCE);
      assertThat(received.bytes()).hasSize(Integer.BYTES + 9); // and nothing else behind it
      assertThat(received.ending()).isEqualTo(Ending.FIN);
    }
    try (FrameServer server = bare(FrameCallIT::failQuietly);
        RawPeer peer = RawPeer.connect(server.port())) {
      peer.send(new byte[1]);
      assertThat(peer.readToEnd(PATIENCE).ending()).isEqualTo(Ending.RESET);
    }
  }

  private static void failQuietly(FrameCall call) {
    assertThatThrownBy(() -> call.answer(new ByteArrayInputStream(new byte[9]), 10))
        .isInstanceOf(UncheckedIOException.class);
    assertThatThrownBy(() -> call.answer(new byte[5])).isInstanceOf(IllegalStateException.class);
    call.hangUp();
  }

  @Test
  void closesStreamWhateverHappens() {
    AtomicInteger closed = new AtomicInteger();
    try (LogTap log = LogTap.on(FrameServer.class);
        FrameServer server =
            bareRequests(
                call -> call.answer(counting(closed), call.request().length == 1 ? 3 : 99));
        RawPeer peer = RawPeer.connect(server.port())) {
      peer.send(new byte[1]);
      peer.read(Integer.BYTES + 3);
      peer.send(new byte[2]);
      peer.readToEnd(PATIENCE);
      assertThat(closed).hasValue(2);
      assertThat(log.lines()).hasSize(1);
    }
  }

  @Test
  void refusesLengthThatNoAnswerMayHaveBeforeAnythingIsSent() {
    FrameFormat short16 = FrameFormat.of("<i").withMaxPayloadLength(16);
    AtomicInteger closed = new AtomicInteger();
    try (LogTap log = LogTap.on(FrameServer.class);
        FrameServer server =
            server(
                FrameServer.builder().unframed().answers(short16),
                call -> {
                  assertThatIllegalArgumentException()
                      .isThrownBy(() -> call.answer(counting(closed), 17))
                      .withMessage("length: 17 (expected: 0..16)");
                  assertThatIllegalArgumentException()
                      .isThrownBy(() -> call.answer(counting(closed), -1));
                  call.answer(counting(closed), 3);
                });
        RawPeer peer = RawPeer.connect(server.port())) {
      peer.send(new byte[1]);
      assertThat(peer.read(7)).isEqualTo(Hex.bytes("03000000 000000"));
      peer.halfClose();
      assertThat(peer.readToEnd(PATIENCE).bytes()).isEmpty();
      assertThat(closed).hasValue(3);
      assertThat(log.lines()).isEmpty();
    }
  }

  private static InputStream counting(AtomicInteger closed) {
    return new ByteArrayInputStream(new byte[3]) {
      @Override
      public void close() {
        closed.incrementAndGet();
      }
    };
  }

  @Test
  void tellsHandlerThatPeerHasEndedItsInput() throws Exception {
    CompletableFuture<Void> ended = new CompletableFuture<>();
    CompletableFuture<Void> lost = new CompletableFuture<>();
    try (FrameServer server =
            bare(
                call -> {
                  call.onLost(() -> lost.complete(null));
                  call.onEndOfInput(() -> ended.complete(null));
                  ended.join();
                  call.answer("bye".getBytes(US_ASCII));
                });
        RawPeer peer = RawPeer.connect(server.port())) {
      peer.send(new byte[1]);
      peer.halfClose();
      assertThat(peer.readToEnd(PATIENCE).bytes()).asString(US_ASCII).isEqualTo("bye");
      assertThat(lost).isNotDone();
    }
  }

  @Test
  void tellsHandlerThatPeerIsLost() throws Exception {
    CountDownLatch began = new CountDownLatch(1);
    CountDownLatch lost = new CountDownLatch(1);
    try (FrameServer server =
            bare(
                call -> {
                  call.onLost(lost::countDown);
                  began.countDown();
                  assertThat(passes(lost)).isTrue();
                });
        RawPeer peer = RawPeer.connect(server.port())) {
      peer.send(new byte[1]);
      assertThat(passes(began)).isTrue();
      peer.reset();
      assertThat(passes(lost)).isTrue();
    }
  }

  @Test
  void tellsHandlerThatComesTooLateAtOnce() {
    AtomicInteger told = new AtomicInteger();
    try (FrameServer server =
            bare(
                call -> {
                  CountDownLatch ended = new CountDownLatch(1);
                  call.onEndOfInput(ended::countDown);
                  passes(ended);
                  call.onEndOfInput(told::incrementAndGet);
                  call.hangUp();
                });
        RawPeer peer = RawPeer.connect(server.port())) {
      peer.send(new byte[1]);
      peer.halfClose();
      peer.readToEnd(PATIENCE);
      assertThat(told).hasValue(1);
    }
  }

  @Test
  void refusesCallWhoseHandlerHasReturned() {
    CompletableFuture<FrameCall> kept = new CompletableFuture<>();
    try (FrameServer server =
            bare(
                call -> {
                  call.answer(call.request());
                  kept.complete(call);
                });
        RawPeer peer = RawPeer.connect(server.port())) {
      peer.send(new byte[1]);
      peer.read(1);
      FrameCall call = kept.join();
      await()
          .untilAsserted(
              () ->
                  assertThatThrownBy(() -> call.answer(new byte[1]))
                      .isInstanceOf(IllegalStateException.class)
                      .hasMessageContaining("after its handler had returned"));
    }
  }

  private static boolean passes(CountDownLatch latch) {
    try {
      return latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
