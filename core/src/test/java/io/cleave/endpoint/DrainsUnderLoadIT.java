package io.cleave.endpoint;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.body.Body;
import io.cleave.exchange.ExchangeException;
import io.cleave.exchange.ReceivedReply;
import io.cleave.exchange.Reply;
import io.cleave.testing.FaultLine;
import io.cleave.testing.FullRuns;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Row R7: servers that stop while clients ask as much as they can. */
@Timeout(600)
final class DrainsUnderLoadIT {
  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final int CLIENTS = 4;
  private static final int IN_FLIGHT = FullRuns.requested() ? 500 : 100;

  private long sent;
  private long acknowledged;
  private long notStarted;
  private long unknown;

  /** What became of the requests of one server's life. */
  private static final class Load {
    final Set<Integer> done = ConcurrentHashMap.newKeySet();
    final List<CompletableFuture<ReceivedReply>> asked = new ArrayList<>();
    final AtomicBoolean over = new AtomicBoolean();
  }

  private static MessageServer server(Load load) {
    return MessageServer.builder()
        .maxInFlight(IN_FLIGHT)
        .routeAsync(
            "work",
            request -> {
              int number = Integer.parseInt(request.text());
              return CompletableFuture.supplyAsync(
                  () -> {
                    load.done.add(number);
                    return number % 10 == 0
                        ? Reply.of(Body.stream(new Zeros(20_000)))
                        : Reply.text("done " + number);
                  },
                  CompletableFuture.delayedExecutor(number % 7, TimeUnit.MILLISECONDS));
            })
        .bind(0);
  }

  /** Asks until told to stop, or refused, each client so many at a time. */
  private static void ask(Load load, List<MessageClient> clients, int from) {
    int number = from;
    List<CompletableFuture<ReceivedReply>> flying = new ArrayList<>();
    while (!load.over.get()) {
      for (MessageClient client : clients) {
        for (int i = 0; i < IN_FLIGHT / 4; i++) {
          flying.add(client.request("work", Body.of("" + number++)));
        }
      }
      load.asked.addAll(flying);
      boolean refused =
          CompletableFuture.allOf(flying.toArray(CompletableFuture<?>[]::new))
              .handle((all, failure) -> failure != null)
              .join();
      if (refused) {
        return;
      }
      flying.clear();
    }
  }

  private void count(Load load) {
    for (int i = 0; i < load.asked.size(); i++) {
      sent++;
      try {
        ReceivedReply reply = load.asked.get(i).orTimeout(5, TimeUnit.SECONDS).join();
        assertThat(reply.bytes()).isNotEmpty();
        assertThat(load.done).contains(i);
        acknowledged++;
      } catch (CompletionException e) {
        assertThat(e.getCause()).isInstanceOf(ExchangeException.class);
        boolean mayHaveRun = ((ExchangeException) requireNonNull(e.getCause())).mayHaveRun();
        assertThat(mayHaveRun || !load.done.contains(i)).as("request " + i).isTrue();
        notStarted += mayHaveRun ? 0 : 1;
        unknown += mayHaveRun ? 1 : 0;
      }
    }
  }

  private long run(int after) throws InterruptedException {
    Load load = new Load();
    List<MessageClient> clients = new ArrayList<>();
    MessageServer server = server(load);
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(MessageClient.connect("127.0.0.1", server.port()));
    }
    // one that nobody has greeted yet cannot know what was begun
    org.awaitility.Awaitility.await().until(() -> server.connections().size() == CLIENTS);
    Thread asking = new Thread(() -> ask(load, clients, 0), "asking");
    asking.start();
    Sleep.millis(after);
    long start = System.nanoTime();
    DrainReport report = server.drain(GRACE);
    long nanos = System.nanoTime() - start;
    assertThat(report.cut()).isZero();
    load.over.set(true);
    asking.join();
    clients.forEach(MessageClient::close);
    count(load);
    return nanos;
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("cleave-message-"))
        .filter(Thread::isAlive)
        .count();
  }

  @Test
  void loseNothingThatWasAcknowledged() throws InterruptedException {
    int count = FullRuns.count(500);
    Random random = new Random(7);
    long before = threads();
    long longest = 0;
    for (int i = 0; i < count; i++) {
      longest = Math.max(longest, run(5 + random.nextInt(60)));
    }
    assertThat(unknown).isZero();
    assertThat(acknowledged).isPositive();
    assertThat(longest).isLessThan(GRACE.plusSeconds(1).toNanos());
    org.awaitility.Awaitility.await().until(() -> threads() <= before);
    FaultLine.print(
        "R7",
        "%s drains under load: %s requests sent, %s acknowledged, %s never started, 0 lost, longest"
            + " %s ms, 0 threads left",
        count,
        sent,
        acknowledged,
        notStarted,
        longest / 1_000_000);
  }

  @Test
  void letsSlowPeerHaveAllThatWasAnswered() {
    AtomicInteger answered = new AtomicInteger();
    try (MessageServer server =
            MessageServer.builder()
                .maxInFlight(500)
                .routeAsync(
                    "big",
                    request -> {
                      answered.incrementAndGet();
                      return CompletableFuture.completedFuture(Reply.bytes(new byte[16_000]));
                    })
                .bind(0);
        NativePeer peer = NativePeer.connect(server.port())) {
      peer.greet();
      for (int id = 1; id < 1000; id += 2) {
        peer.send("'type':'request','route':'big','id':" + id);
      }
      org.awaitility.Awaitility.await().until(() -> answered.get() == 500);
      CompletableFuture<DrainReport> report =
          CompletableFuture.supplyAsync(() -> server.drain(GRACE));
      Sleep.millis(1500); // longer than a close waits for a peer
      assertThat(report).isNotDone();
      for (int i = 0; i < 500; i++) {
        assertThat(peer.next("reply").body()).hasSize(16_000);
      }
      peer.raw().hangUp();
      assertThat(report.join().cut()).isZero();
    }
  }

  @Test
  void cutsOffWhatDoesNotEndAndIsOverAfterTheGrace() throws InterruptedException {
    Duration grace = Duration.ofMillis(300);
    AtomicInteger began = new AtomicInteger();
    try (LogTap log = LogTap.on(MessageServer.class);
        MessageServer server =
            MessageServer.builder()
                .route(
                    "hang",
                    request -> {
                      began.incrementAndGet();
                      new java.util.concurrent.CountDownLatch(1).await();
                      return Reply.ok();
                    })
                .bind(0);
        MessageClient client = MessageClient.connect("127.0.0.1", server.port())) {
      List<CompletableFuture<ReceivedReply>> asked = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        asked.add(client.request("hang", Body.empty()));
      }
      org.awaitility.Awaitility.await().until(() -> began.get() == 50);
      long start = System.nanoTime();
      DrainReport report = server.drain(grace);
      long millis = (System.nanoTime() - start) / 1_000_000;
      assertThat(millis).isBetween(grace.toMillis(), grace.plusSeconds(1).toMillis());
      assertThat(report.cut()).isEqualTo(50);
      for (CompletableFuture<ReceivedReply> each : asked) {
        assertThat(each).failsWithin(Duration.ofSeconds(5));
      }
      assertThat(log.traces()).isZero();
      FaultLine.print("R7", "50 requests that never end: cut off, all over after %s ms", millis);
    }
  }
}
