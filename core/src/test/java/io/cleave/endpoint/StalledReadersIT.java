package io.cleave.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cleave.body.Body;
import io.cleave.exchange.Connection;
import io.cleave.exchange.Event;
import io.cleave.exchange.ExchangeException;
import io.cleave.exchange.Reply;
import io.cleave.testing.FaultLine;
import io.cleave.testing.FullRuns;
import io.netty.util.internal.PlatformDependent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Row R2: peers of the native protocol that ask for much and read nothing. */
@Timeout(120)
final class StalledReadersIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long GIB = 1L << 30;
  private static final String HUNGRY = NativePeer.HELLO + ",'credit':9007199254740991";

  /** What a peer may pin that does not read: a window of the socket, a message, a read-ahead. */
  private static final long EACH = 1 << 20;

  private static MessageServer.Builder server() {
    return MessageServer.builder()
        .route("zeros", request -> Reply.of(Body.stream(new Zeros(GIB))))
        .route("push", request -> Reply.writing(out -> new Zeros(GIB).transferTo(out.stream())))
        .route("echo", request -> Reply.bytes(request.bytes()))
        .writeStall(Duration.ofMillis(1500))
        .grace(Duration.ZERO);
  }

  @Test
  void takeBoundedMemoryAreClosedAndHoldUpNobody() {
    int count = FullRuns.count(1000);
    AtomicInteger came =
        new AtomicInteger(); // at the full count the first are gone before the last
    try (LogTap log = LogTap.on(MessageServer.class);
        MessageServer server = server().onConnect(one -> came.incrementAndGet()).bind(0);
        MessageClient other = MessageClient.connect("127.0.0.1", server.port())) {
      other.call("echo", Body.of("warm"));
      long before = PlatformDependent.usedDirectMemory();
      List<NativePeer> stalled = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        String route = i % 2 == 0 ? "'zeros'" : "'push'";
        stalled.add(NativePeer.connect(server.port()));
        stalled.get(i).send(HUNGRY).send("'type':'request','id':1,'route':" + route);
      }
      await().atMost(PATIENCE).until(() -> came.get() == count + 1);
      long most = 0;
      long slowest = 0;
      long start = System.nanoTime();
      while (server.openConnections() > 1) {
        long asked = System.nanoTime();
        assertThat(other.call("echo", Body.of("there?")).text()).isEqualTo("there?");
        slowest = Math.max(slowest, System.nanoTime() - asked);
        most = Math.max(most, PlatformDependent.usedDirectMemory() - before);
        assertThat(System.nanoTime() - start).isLessThan(Duration.ofSeconds(60).toNanos());
        Sleep.millis(10);
      }
      assertThat(most).isLessThan(count * EACH + (16 << 20));
      assertThat(log.lines()).isNotEmpty();
      assertThat(log.traces()).isZero();
      stalled.forEach(NativePeer::close);
      FaultLine.print(
          "R2",
          "%s peers that do not read 1 GiB each: closed, at most %s KiB direct, another's echo took"
              + " at most %s ms",
          count,
          most >> 10,
          slowest / 1_000_000);
    }
  }

  @Test
  void areCutOffWhenTooManyEventsWaitForThem() {
    try (LogTap log = LogTap.on(MessageServer.class);
        MessageServer server = server().writeStall(Duration.ofSeconds(30)).bind(0);
        NativePeer peer = NativePeer.connect(server.port())) {
      peer.greet();
      await().until(() -> !server.connections().isEmpty());
      Connection stalled = server.connections().iterator().next();
      MessageClient other = MessageClient.connect("127.0.0.1", server.port());
      AtomicInteger sent = new AtomicInteger();
      AtomicInteger failed = new AtomicInteger();
      byte[] bytes = new byte[64 << 10];
      while (stalled.isOpen()) {
        stalled
            .send(Event.to("news").withBytes(bytes))
            .whenComplete((done, failure) -> (failure == null ? sent : failed).incrementAndGet());
        Sleep.millis(1);
      }
      await().until(() -> server.openConnections() == 1);
      assertThat(failed).hasPositiveValue();
      assertThat(log.lines()).hasSize(1);
      assertThat(log.lines().get(0)).contains("too much waits");
      assertThat(other.call("echo", Body.of("there?")).text()).isEqualTo("there?");
      assertThat(stalled.send(Event.to("late")))
          .failsWithin(Duration.ofSeconds(5))
          .withThrowableOfType(java.util.concurrent.ExecutionException.class)
          .withCauseInstanceOf(ExchangeException.class);
      other.close();
      FaultLine.print(
          "R2",
          "events of 64 KiB to a peer that does not read: %s went, then it was cut off",
          sent.get());
    } catch (CompletionException e) {
      throw new AssertionError("the other connection was held up", e);
    }
  }
}
