package io.cleave.examples.docs;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cleave.body.Body;
import io.cleave.endpoint.Backoff;
import io.cleave.endpoint.MessageClient;
import io.cleave.endpoint.MessageServer;
import io.cleave.exchange.ExchangeException;
import io.cleave.exchange.ReceivedReply;
import io.cleave.exchange.Reply;
import io.cleave.exchange.Status;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The snippets about a connection that is lost and made again. */
@Timeout(60)
final class ReconnectSnippetsIT {
  private final Queue<String> joined = new ConcurrentLinkedQueue<>();

  private MessageServer rooms(int port) {
    return MessageServer.builder()
        .route(
            "join",
            request -> {
              joined.add(request.text());
              return Reply.ok();
            })
        .route("who", request -> Reply.text("server"))
        .bind(port);
  }

  static MessageClient connect(int anyPort) {
    // snippet: reconnect
    MessageClient client =
        MessageClient.builder()
            .reconnect(Backoff.fullJitter(ofMillis(100), ofSeconds(10)))
            .deadline(ofSeconds(30)) // what waits for a connection does not wait for ever
            .onConnect(connection -> connection.call("join", Body.of("ann"))) // each time
            .connect("127.0.0.1", anyPort);
    // end: reconnect
    return client;
  }

  @Test
  void joinsAgainAndAnswersWhatWaited() {
    MessageServer first = rooms(0);
    int port = first.port();
    try (MessageClient client = connect(port)) {
      await().until(() -> joined.size() == 1);
      first.close();
      CompletableFuture<ReceivedReply> waits = client.request("who", Body.empty());
      try (MessageServer second = rooms(port)) {
        assertThat(waits.join().text()).isEqualTo("server");
        await().until(() -> joined.size() == 2);
        assertThat(second.openConnections()).isOne();
      }
    }
  }

  @Test
  void givesUpWhereItWasToldTo() {
    MessageServer server = rooms(0);
    // snippet: three
    Backoff threeTimes = Backoff.constant(ofMillis(50)).atMost(3);
    // end: three
    try (MessageClient client =
        MessageClient.builder().reconnect(threeTimes).connect("127.0.0.1", server.port())) {
      assertThat(client.call("who", Body.empty()).text()).isEqualTo("server");
      server.close();
      assertThatThrownBy(() -> client.call("who", Body.empty()))
          .isInstanceOf(ExchangeException.class)
          .hasFieldOrPropertyWithValue("status", Status.UNAVAILABLE)
          .hasMessageEndingWith("not connected again in 3 attempts");
    }
  }
}
