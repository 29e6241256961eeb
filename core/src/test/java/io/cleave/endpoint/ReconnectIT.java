package io.cleave.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cleave.body.Body;
import io.cleave.exchange.Reply;
import io.cleave.testing.FaultLine;
import io.cleave.testing.FullRuns;
import io.cleave.testing.RawPeer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Row R8: clients that lose their server and find it again. */
@Timeout(200)
final class ReconnectIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static MessageServer server(int port, Runnable onConnect) {
    return MessageServer.builder()
        .route("echo", request -> Reply.bytes(request.bytes()))
        .onConnect(connection -> onConnect.run())
        .backlog(1024)
        .bind(port);
  }

  private static MessageClient client(int port, Backoff backoff) {
    return MessageClient.builder().reconnect(backoff).connect("127.0.0.1", port);
  }

  @Test
  void bringsClientsBackApart() {
    int count = FullRuns.count(1000);
    Duration base = Duration.ofMillis(FullRuns.requested() ? 1000 : 500);
    Backoff backoff = Backoff.fullJitter(base, Duration.ofSeconds(60));
    ConcurrentLinkedQueue<Long> back = new ConcurrentLinkedQueue<>();
    List<MessageClient> clients = new ArrayList<>();
    MessageServer first = server(0, () -> {});
    int port = first.port();
    try (LogTap log = LogTap.on(MessageClient.class)) {
      for (int i = 0; i < count; i++) {
        clients.add(client(port, backoff));
      }
      await().atMost(PATIENCE).until(() -> first.connections().size() == count);
      first.close();
      long start = System.nanoTime();
      try (MessageServer second =
          server(port, () -> back.add((System.nanoTime() - start) / 1_000_000))) {
        await().atMost(PATIENCE).until(() -> second.connections().size() == count);
        for (MessageClient client : clients) {
          assertThat(client.call("echo", Body.of("?")).text()).isEqualTo("?");
        }
        assertThat(back).hasSize(count);
        print(List.copyOf(back), base);
        clients.forEach(MessageClient::close);
      }
      assertThat(log.traces()).isZero();
    }
  }

  private static void print(List<Long> back, Duration base) {
    int[] windows = new int[901];
    back.forEach(millis -> windows[(int) Math.min(900, millis / 100)]++);
    int most = 0;
    StringBuilder spread = new StringBuilder();
    for (int window : windows) {
      most = Math.max(most, window);
    }
    for (int i = 0; i < base.toMillis() / 100 + 1; i++) {
      spread.append(spread.length() == 0 ? "" : " ").append(windows[i]);
    }
    assertThat(back.size() >= 200 ? most * 100 / back.size() : 0).isLessThanOrEqualTo(15);
    FaultLine.print(
        "R8",
        "%s clients of a restarted server, drawn from %s ms: back in 100 ms windows %s, last %s ms",
        back.size(),
        base.toMillis(),
        spread,
        back.stream().mapToLong(Long::longValue).max().orElseThrow());
  }

  @Test
  void triesAgainWhenTheNewConnectionIsClosedAtOnce() {
    try (LogTap log = LogTap.on(MessageClient.class);
        RawPeer.Door door = RawPeer.listen();
        MessageClient client = client(door.port(), Backoff.constant(Duration.ofMillis(1)))) {
      for (int i = 0; i < 50; i++) {
        door.accept().reset(); // nobody asks for anything meanwhile
      }
      try (NativePeer server = new NativePeer(door.accept())) {
        server.next("hello");
        server.send(NativePeer.HELLO);
        var asked = client.request("x", Body.of("?"));
        server.next("request");
        server.send("'type':'reply','id':1,'status':'ok'", "still here");
        assertThat(asked.join().text()).isEqualTo("still here");
      }
      assertThat(log.traces()).isZero();
    }
  }

  @Test
  @SuppressWarnings("try") // closed on purpose before its end
  void givesUpAfterSoManyAttempts() {
    AtomicInteger lost = new AtomicInteger();
    try (LogTap log = LogTap.on(MessageClient.class);
        RawPeer.Door door = RawPeer.listen()) {
      MessageClient client =
          MessageClient.builder()
              .onClose(connection -> lost.incrementAndGet())
              .reconnect(Backoff.constant(Duration.ofMillis(1)).atMost(3))
              .connect("127.0.0.1", door.port());
      NativePeer server = new NativePeer(door.accept());
      server.next("hello");
      server.send(NativePeer.HELLO);
      await().until(() -> client.connection().agent().isEmpty());
      door.close();
      server.close();
      await().until(() -> client.request("x", Body.empty()).isCompletedExceptionally());
      assertThat(lost).hasValue(1);
      client.close();
      assertThat(log.traces()).isZero();
    }
  }
}
