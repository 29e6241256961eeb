package io.cleave.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cleave.body.Body;
import io.cleave.endpoint.Backoff;
import io.cleave.endpoint.MessageClient;
import io.cleave.endpoint.MessageServer;
import io.cleave.exchange.Connection;
import io.cleave.exchange.Event;
import io.cleave.exchange.Reply;
import io.cleave.exchange.Request;
import io.cleave.header.Header;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The snippets with which a server speaks first. */
final class PushSnippetsIT {
  private final Set<Connection> watchers = ConcurrentHashMap.newKeySet();
  private final List<String> seen = new CopyOnWriteArrayList<>();

  private static MessageServer serve(Set<Connection> watchers, int anyPort) {
    // snippet: server
    MessageServer server =
        MessageServer.builder()
            .route(
                "watch",
                request -> {
                  Connection connection = request.connection();
                  watchers.add(connection);
                  connection.closed().whenComplete((done, lost) -> watchers.remove(connection));
                  return Reply.ok();
                })
            .bind(anyPort);
    // end: server
    return server;
  }

  private static void tellAll(MessageServer server) {
    // snippet: everyone
    for (Connection connection : server.connections()) {
      connection.send(Event.to("news").withText("closing in five minutes"));
    }
    // end: everyone
  }

  private static void tellWatchers(Set<Connection> watchers) {
    // snippet: watchers
    Event price = Event.to("price").withMeta(Header.of("of", "oak", "cents", 4_999));
    watchers.forEach(connection -> connection.send(price));
    // end: watchers
  }

  private static MessageClient watch(Consumer<String> seen, int anyPort) {
    // snippet: client
    MessageClient client =
        MessageClient.builder()
            .onEvent("news", event -> seen.accept(event.text()))
            .onEvent("price", event -> seen.accept(event.meta().toString()))
            .onConnect(connection -> connection.call(Request.to("watch"))) // after a loss, too
            .reconnect(Backoff.DEFAULT)
            .connect("127.0.0.1", anyPort);
    // end: client
    return client;
  }

  @Test
  void whoWatchesIsToldAndForgottenWhenGone() {
    try (MessageServer server = serve(watchers, 0)) {
      try (MessageClient client = watch(seen::add, server.port());
          MessageClient other = MessageClient.connect("127.0.0.1", server.port())) {
        await().until(() -> watchers.size() == 1);
        await().until(() -> server.connections().size() == 2);
        tellAll(server);
        tellWatchers(watchers);
        await()
            .untilAsserted(
                () ->
                    assertThat(seen)
                        .containsExactly(
                            "closing in five minutes", "{\"of\":\"oak\",\"cents\":4999}"));
        assertThat(client.connection().isOpen() && other.connection().isOpen()).isTrue();
      }
      await().until(watchers::isEmpty);
    }
  }

  @Test
  void aServerAsksToo() {
    MessageClient.Builder builder =
        MessageClient.builder()
            .route("upper", request -> Reply.text(request.text().toUpperCase(Locale.ROOT)));
    try (MessageServer server = MessageServer.builder().bind(0);
        MessageClient client = builder.connect("127.0.0.1", server.port())) {
      assertThat(client.connection().isOpen()).isTrue();
      await().until(() -> server.connections().size() == 1);
      Connection connection = server.connections().iterator().next();
      // snippet: ask
      String answer = connection.call("upper", Body.of("hi")).text(); // HI
      // end: ask
      assertThat(answer).isEqualTo("HI");
    }
  }
}
