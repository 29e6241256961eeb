package io.cleave.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cleave.body.Body;
import io.cleave.connection.InboundBudget;
import io.cleave.exchange.ExchangeException;
import io.cleave.exchange.ReceivedReply;
import io.cleave.exchange.Request;
import io.cleave.exchange.Status;
import io.cleave.testing.FaultLine;
import io.cleave.testing.FullRuns;
import io.cleave.testing.RawPeer;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Row R9: a server that replies late, twice, and to requests that are long over. */
@Timeout(300)
final class LateRepliesIT {
  private static final String OK = ",'status':'ok'";

  private final AtomicInteger right = new AtomicInteger();
  private final AtomicInteger tooLate = new AtomicInteger();
  private final AtomicInteger wrong = new AtomicInteger();

  /** Answers as it should in four of five cases. */
  private static void serve(NativePeer server) {
    Random random = new Random(9);
    Map<Long, byte[]> kept = new HashMap<>();
    long answered = 0;
    try {
      while (true) {
        NativePeer.Received next = server.next();
        if (next.type().equals("cancel")) { // its time is over: now it is answered
          reply(server, next.id(), kept.remove(next.id()), random);
        } else if (next.type().equals("request")) {
          if (next.header().has("deadline_ms")) {
            kept.put(next.id(), next.body());
            continue;
          }
          reply(server, next.id(), next.body(), random);
          answered = next.id();
        }
        if (answered > 0 && random.nextInt(10) == 0) { // twice, and to any that was used
          long id = random.nextBoolean() ? answered : 1 + 2 * random.nextLong((answered + 1) / 2);
          reply(server, id, "forged".getBytes(StandardCharsets.UTF_8), random, kept);
        }
      }
    } catch (UncheckedIOException over) {
      // the client has closed
    }
  }

  private static void reply(
      NativePeer server, long id, byte[] body, Random random, Map<Long, byte[]> open) {
    if (!open.containsKey(id)) {
      reply(server, id, body, random);
    }
  }

  private static void reply(NativePeer server, long id, byte[] body, Random random) {
    if (random.nextInt(4) > 0) {
      server.send("'type':'reply','id':" + id + OK, body);
    } else {
      server.send("'type':'reply','id':" + id + ",'more':true" + OK);
      server.send("'type':'data','id':" + id, body);
      server.send("'type':'end','id':" + id + OK);
    }
  }

  private void outcome(String expected, ReceivedReply reply, Throwable failure) {
    if (failure == null) {
      (reply.text().equals(expected) ? right : wrong).incrementAndGet();
    } else if (failure instanceof ExchangeException known
        && known.status() == Status.DEADLINE_EXCEEDED) {
      tooLate.incrementAndGet();
    } else {
      wrong.incrementAndGet();
    }
  }

  @Test
  @SuppressWarnings("try") // closed on purpose before its end
  void deliversNoReplyToAnotherRequest() throws InterruptedException {
    int count = FullRuns.count(1_000_000);
    InboundBudget budget = InboundBudget.of(64 << 20);
    Semaphore flying = new Semaphore(100);
    try (LogTap log = LogTap.on(MessageClient.class);
        RawPeer.Door door = RawPeer.listen();
        MessageClient client =
            MessageClient.builder().inboundBudget(budget).connect("127.0.0.1", door.port());
        NativePeer server = new NativePeer(door.accept())) {
      server.send(NativePeer.HELLO);
      CompletableFuture<Void> serving = CompletableFuture.runAsync(() -> serve(server));
      for (int i = 0; i < count; i++) {
        flying.acquire();
        String text = "number " + i;
        Request request = Request.to("x").withBody(Body.of(text));
        boolean late = i % 10 == 0;
        client
            .request(late ? request.withDeadline(Duration.ofMillis(2)) : request)
            .handleAsync(
                (reply, failure) -> {
                  outcome(text, reply, failure);
                  flying.release();
                  return true;
                });
      }
      flying.acquire(100);
      assertThat(wrong).hasValue(0);
      assertThat(right.get() + tooLate.get()).isEqualTo(count);
      assertThat(tooLate).hasPositiveValue();
      await().untilAsserted(() -> assertThat(budget.reserved()).isZero());
      assertThat(client.connection().isOpen()).isTrue();
      client.close();
      serving.join();
      assertThat(log.lines()).isEmpty();
    }
    FaultLine.print(
        "R9",
        "%s requests, %s answered too late, one reply in ten forged or double: 0 delivered to another",
        count,
        tooLate.get());
  }
}
