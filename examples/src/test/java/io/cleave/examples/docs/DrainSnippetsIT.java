package io.cleave.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cleave.body.Body;
import io.cleave.endpoint.DrainReport;
import io.cleave.endpoint.MessageClient;
import io.cleave.endpoint.MessageServer;
import io.cleave.exchange.ExchangeException;
import io.cleave.exchange.ReceivedReply;
import io.cleave.exchange.Reply;
import io.cleave.exchange.Request;
import io.cleave.exchange.Status;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/** The snippets about stopping and connecting again. */
@Isolated("what it prints is read")
@Timeout(60)
final class DrainSnippetsIT {
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch done = new CountDownLatch(1);

  private MessageServer slow(String name) {
    return MessageServer.builder()
        .route(
            "slow",
            request -> {
              begun.countDown();
              done.await();
              return Reply.text(name);
            })
        .route("who", request -> Reply.text(name))
        .bind(0);
  }

  static void drain(MessageServer server) {
    // snippet: drain
    DrainReport report = server.drain(Duration.ofSeconds(10));
    System.out.println(report.completed() + " finished, " + report.cut() + " cut");
    // end: drain
  }

  static ReceivedReply ask(MessageClient first, MessageClient second, String route) {
    Request request = Request.to(route);
    // snippet: elsewhere
    try {
      return first.call(request);
    } catch (ExchangeException e) {
      if (e.mayHaveRun()) {
        throw e; // it may be done already: ask again only if twice does no harm
      }
      return second.call(request);
    }
    // end: elsewhere
  }

  @Test
  void finishesWhatIsInFlightWhileOthersGoElsewhere() throws Exception {
    try (MessageServer first = slow("first");
        MessageServer second = slow("second");
        MessageClient toFirst = MessageClient.connect("127.0.0.1", first.port());
        MessageClient toSecond = MessageClient.connect("127.0.0.1", second.port())) {
      CompletableFuture<ReceivedReply> inFlight = toFirst.request("slow", Body.empty());
      begun.await();
      String printed =
          Printed.by(
              () -> {
                CompletableFuture<Void> drained = CompletableFuture.runAsync(() -> drain(first));
                await().until(() -> !toFirst.connection().isOpen());
                assertThat(ask(toFirst, toSecond, "who").text()).isEqualTo("second");
                done.countDown();
                drained.join();
              });
      assertThat(printed).isEqualToIgnoringNewLines("1 finished, 0 cut");
      assertThat(inFlight.join().text()).isEqualTo("first");
    }
  }

  @Test
  void whatIsCutMayHaveRun() throws Exception {
    try (MessageServer server = slow("server");
        MessageClient client = MessageClient.connect("127.0.0.1", server.port())) {
      CompletableFuture<ReceivedReply> inFlight = client.request("slow", Body.empty());
      begun.await();
      assertThat(server.drain(Duration.ofMillis(100)))
          .isEqualTo(new DrainReport(0, 0, 1))
          .returns(false, DrainReport::isClean);
      assertThatThrownBy(inFlight::join)
          .cause()
          .isInstanceOfSatisfying(
              ExchangeException.class,
              e -> {
                assertThat(e.status()).isEqualTo(Status.UNAVAILABLE);
                assertThat(e.mayHaveRun()).isTrue();
              });
    }
  }

  @Test
  void aClientDrainsToo() throws Exception {
    try (MessageServer server = slow("server")) {
      MessageClient client = MessageClient.connect("127.0.0.1", server.port());
      CompletableFuture<ReceivedReply> inFlight = client.request("slow", Body.empty());
      begun.await();
      done.countDown();
      // snippet: client
      DrainReport report = client.drain(Duration.ofSeconds(10)); // instead of close()
      // end: client
      assertThat(report.isClean()).isTrue();
      assertThat(inFlight.join().text()).isEqualTo("server");
    }
  }
}
