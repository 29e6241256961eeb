package io.cleave.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cleave.body.Body;
import io.cleave.endpoint.MessageClient;
import io.cleave.endpoint.MessageServer;
import io.cleave.exchange.ReceivedReply;
import io.cleave.exchange.ReceivedRequest;
import io.cleave.exchange.Reply;
import io.cleave.exchange.Status;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The snippets about which code runs where. */
@Timeout(60)
final class BlockSnippetsIT {
  private final ExecutorService database = Executors.newFixedThreadPool(2);
  private final MessageServer server = blocksOrNot();

  @TempDir private Path directory;

  @AfterEach
  void stop() {
    server.close();
    database.shutdownNow();
  }

  private Reply lookUp(ReceivedRequest request) {
    return Reply.text("row " + request.text());
  }

  private MessageServer blocksOrNot() {
    // snippet: routes
    MessageServer server =
        MessageServer.builder()
            .route(
                "slow",
                request -> {
                  Thread.sleep(100); // a worker: block as you like
                  return Reply.text("slept");
                })
            .routeAsync( // the event loop: hand the work to somebody
                "row", request -> CompletableFuture.supplyAsync(() -> lookUp(request), database))
            .routeAsync( // or there is none
                "upper",
                request ->
                    CompletableFuture.completedFuture(
                        Reply.text(request.text().toUpperCase(Locale.ROOT))))
            .bind(0);
    // end: routes
    return server;
  }

  static void completions(MessageClient client, Path path) {
    // snippet: completions
    CompletableFuture<String> upper =
        client.request("upper", Body.of("hi")).thenApply(ReceivedReply::text); // does not wait

    CompletableFuture<Void> saved =
        client
            .request("upper", Body.of("to a file"))
            .thenAcceptAsync(reply -> reply.body().writeTo(path)); // blocks: on another thread
    // end: completions
    assertThat(upper.join()).isEqualTo("HI");
    saved.join();
  }

  @Test
  void answersWhateverTheStyle() {
    Path path = directory.resolve("saved");
    try (MessageClient client = MessageClient.connect("127.0.0.1", server.port())) {
      assertThat(client.call("slow", Body.empty()).text()).isEqualTo("slept");
      assertThat(client.call("row", Body.of("7")).text()).isEqualTo("row 7");
      completions(client, path);
    }
    assertThat(path).hasContent("TO A FILE");
  }

  @Test
  void aBlockingCallOnAnEventLoopIsAnError() {
    try (MessageClient client = MessageClient.connect("127.0.0.1", server.port())) {
      CompletableFuture<String> twice =
          client
              .request("upper", Body.of("hi"))
              .thenApply(reply -> client.call("upper", Body.of(reply.text())).text());
      assertThatThrownBy(() -> twice.get(10, TimeUnit.SECONDS))
          .rootCause()
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("call: called on an event loop (expected: a thread that may block)");
    }
  }

  @Test
  void aBodyThatStillComesCannotBeWaitedForThere() {
    try (MessageServer wrong =
            MessageServer.builder()
                .routeAsync(
                    "upper",
                    request -> CompletableFuture.completedFuture(Reply.text(request.text())))
                .bind(0);
        MessageClient client =
            MessageClient.builder()
                .deadline(Duration.ofSeconds(10))
                .connect("127.0.0.1", wrong.port())) {
      Body more = Body.stream(InputStream.nullInputStream());
      assertThatThrownBy(() -> client.call("upper", more))
          .hasFieldOrPropertyWithValue("status", Status.INTERNAL);
    }
  }
}
