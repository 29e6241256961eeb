package io.cleave.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.body.Body;
import io.cleave.connection.InboundBudget;
import io.cleave.exchange.ReceivedReply;
import io.cleave.exchange.Reply;
import io.cleave.exchange.Request;
import io.cleave.header.Header;
import io.cleave.testing.FaultLine;
import io.cleave.testing.FullRuns;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One stream that is read a byte at a time holds up nothing else on its connection. */
@Timeout(300)
final class SlowReaderIT {
  private static final long MIB = 1 << 20;
  private static final int STREAMS = 4;
  private static final long EACH = (FullRuns.requested() ? 1024 : 32) * MIB;

  private final InboundBudget budget = InboundBudget.of(64 << 20);
  private final MessageServer server =
      MessageServer.builder()
          .route("zeros", request -> Reply.of(Body.stream(new Zeros(length(request.meta())))))
          .route("echo", request -> Reply.bytes(request.bytes()))
          .grace(Duration.ZERO)
          .bind(0);

  private static long length(Header meta) {
    return meta.longValue("length", 1L << 30);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static long all(ReceivedReply reply) {
    try (InputStream in = reply.body().stream()) {
      return in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new AssertionError("a stream that broke off", e);
    }
  }

  @Test
  void doesNotHoldUpOtherStreams() throws IOException {
    try (MessageClient client =
            MessageClient.builder().inboundBudget(budget).connect("127.0.0.1", server.port());
        InputStream slow = client.call("zeros", Body.empty()).body().stream()) {
      Request request = Request.to("zeros").withMeta(Header.of("length", EACH));
      long start = System.nanoTime();
      List<CompletableFuture<Long>> others = new ArrayList<>();
      for (int i = 0; i < STREAMS; i++) {
        others.add(client.request(request).thenApplyAsync(SlowReaderIT::all));
      }
      CompletableFuture<Void> done =
          CompletableFuture.allOf(others.toArray(CompletableFuture<?>[]::new));
      int bytes = 0;
      long slowest = 0;
      while (!done.isDone()) {
        assertThat(slow.read()).isZero();
        bytes++;
        long asked = System.nanoTime();
        assertThat(client.call("echo", Body.of("?")).text()).isEqualTo("?");
        slowest = Math.max(slowest, System.nanoTime() - asked);
        Sleep.millis(50);
      }
      for (CompletableFuture<Long> other : others) {
        assertThat(other.join()).isEqualTo(EACH);
      }
      long millis = (System.nanoTime() - start) / 1_000_000;
      assertThat(slowest).isLessThan(Duration.ofSeconds(5).toNanos());
      FaultLine.print(
          "R2",
          "%s bytes read of 1 GiB, meanwhile %s MiB on the same connection in %s ms, a request"
              + " at most %s ms",
          bytes,
          STREAMS * EACH / MIB,
          millis,
          slowest / 1_000_000);
    }
  }

  @Test
  void doesNotHoldUpPingsAndCancels() {
    try (NativePeer peer = NativePeer.connect(server.port())) {
      peer.greet().send("'type':'request','route':'zeros','id':1");
      int got = peer.next("reply").body().length;
      while (got < 1 << 20) {
        got += peer.next("data").body().length;
      }
      for (int i = 0; i < 100; i++) {
        long start = System.nanoTime();
        peer.send("'type':'ping','nonce':'" + i + "'");
        assertThat(peer.next().header().text("nonce")).isEqualTo("" + i);
        assertThat(System.nanoTime() - start).isLessThan(Duration.ofSeconds(5).toNanos());
        peer.send("'type':'credit','id':1,'bytes':1");
        assertThat(peer.next().body()).hasSize(1);
      }
      peer.send("'type':'request','route':'echo','id':3", "another");
      assertThat(peer.next("reply").body()).hasSize(7);
    }
  }
}
