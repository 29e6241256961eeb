package io.cleave.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cleave.testing.RawPeer;
import io.cleave.wire.FrameFormat;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** What {@link Client#end} waits for. */
final class ClientEndIT {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final FrameFormat I = FrameFormat.of("<i");

  @Test
  void endWaitsUntilServerHasClosedToo() {
    CompletableFuture<Boolean> ended = new CompletableFuture<>();
    try (FrameServer server =
            FrameServer.builder().unframed().onFrame(bytes -> ended.complete(true)).bind(0);
        FrameClient client =
            FrameClient.builder().unframedUntilClosed().connect("127.0.0.1", server.port())) {
      client.send(new byte[3]);
      client.end();
      assertThat(ended).isCompletedWithValue(true);
    }
  }

  @Test
  void endTakesNoAnswerFromCallOfAnotherThread() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch mayAnswer = new CountDownLatch(1);
    try (FrameServer server =
            FrameServer.builder()
                .format(I)
                .onCall(
                    call -> {
                      asked.countDown();
                      passes(mayAnswer);
                      call.answer(call.request());
                    })
                .bind(0);
        FrameClient client = FrameClient.connect(I, "127.0.0.1", server.port())) {
      CompletableFuture<byte[]> answer =
          CompletableFuture.supplyAsync(() -> client.call(new byte[] {7}));
      assertThat(passes(asked)).isTrue();
      CompletableFuture<Void> ended = CompletableFuture.runAsync(client::end);
      assertThatThrownBy(() -> ended.get(200, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class); // it waits for its turn
      mayAnswer.countDown();
      assertThat(answer.get(10, TimeUnit.SECONDS)).containsExactly(7);
      ended.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void endFailsWhenServerResets() {
    try (RawPeer.Door door = RawPeer.listen();
        FrameClient client =
            FrameClient.builder().unframedUntilClosed().connect("127.0.0.1", door.port());
        RawPeer server = door.accept()) {
      client.send(new byte[3]);
      server.read(3);
      server.reset();
      assertThatThrownBy(client::end).isInstanceOf(ConnectionLostException.class);
    }
  }

  @Test
  void endFailsWhenServerDoesNotClose() {
    try (RawPeer.Door door = RawPeer.listen();
        FrameClient client =
            FrameClient.builder()
                .unframedUntilClosed()
                .timeout(Duration.ofMillis(200))
                .connect("127.0.0.1", door.port());
        RawPeer server = door.accept()) {
      client.send(new byte[3]);
      server.read(3);
      assertThatThrownBy(client::end).isInstanceOf(AnswerTimeoutException.class);
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
