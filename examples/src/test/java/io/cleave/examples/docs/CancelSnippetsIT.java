package io.cleave.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cleave.body.Body;
import io.cleave.endpoint.MessageClient;
import io.cleave.endpoint.MessageServer;
import io.cleave.exchange.ExchangeException;
import io.cleave.exchange.ReceivedReply;
import io.cleave.exchange.Reply;
import io.cleave.exchange.Request;
import io.cleave.exchange.Status;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The snippets about requests that nobody waits for any more. */
@Timeout(60)
final class CancelSnippetsIT {
  private final Queue<Process> converting = new ConcurrentLinkedQueue<>();
  private final MessageServer server = converts();

  @AfterEach
  void stop() {
    server.close();
  }

  private Process convert(String name) throws IOException {
    Process process = new ProcessBuilder("bash", "-c", "exec sleep 60", name).start();
    converting.add(process);
    return process;
  }

  private MessageServer converts() {
    // snippet: handler
    MessageServer server =
        MessageServer.builder()
            .route(
                "convert",
                request -> {
                  Process process = convert(request.text());
                  request.onCancel(process::destroyForcibly);
                  return Reply.text("exit " + process.waitFor()); // is interrupted
                })
            .route(
                "endless",
                request ->
                    Reply.writing(
                        out -> {
                          while (true) { // write ends it: it throws when nobody reads any more
                            out.write(new byte[1000]);
                          }
                        }))
            .bind(0);
    // end: handler
    return server;
  }

  static void cancel(MessageClient client) {
    // snippet: cancel
    CompletableFuture<ReceivedReply> reply = client.request("convert", Body.of("film.mkv"));
    reply.cancel(false);
    // end: cancel
  }

  @Test
  void cancelEndsWhatWasBegun() {
    try (MessageClient client = MessageClient.connect("127.0.0.1", server.port())) {
      CompletableFuture<ReceivedReply> reply = client.request("convert", Body.of("film.mkv"));
      await().until(() -> !converting.isEmpty());
      reply.cancel(false);
      cancel(client);
      await().until(() -> converting.stream().noneMatch(Process::isAlive));
    }
  }

  static void deadline(MessageClient client) {
    // snippet: deadline
    Request request = Request.to("convert").withBody(Body.of("film.mkv"));
    ReceivedReply reply = client.call(request.withDeadline(Duration.ofMillis(200)));
    // end: deadline
    reply.body().discard();
  }

  @Test
  void deadlineEndsItToo() {
    try (MessageClient client = MessageClient.connect("127.0.0.1", server.port())) {
      assertThatThrownBy(() -> deadline(client))
          .isInstanceOfSatisfying(
              ExchangeException.class,
              e -> assertThat(e.status()).isEqualTo(Status.DEADLINE_EXCEEDED));
      await().until(() -> converting.stream().noneMatch(Process::isAlive));
    }
  }

  static void enough(MessageClient client) throws IOException {
    // snippet: enough
    ReceivedReply reply = client.call("endless", Body.empty());
    try (InputStream body = reply.body().stream()) {
      body.readNBytes(100_000); // closing it says that this was enough
    }
    // end: enough
  }

  @Test
  void whoHasEnoughClosesTheBody() throws IOException {
    try (MessageClient client = MessageClient.connect("127.0.0.1", server.port())) {
      enough(client);
    }
    assertThat(server.stop(Duration.ofSeconds(5))).isTrue(); // nothing is being written any more
  }

  static MessageServer passesTimeOn(MessageClient next) {
    // snippet: left
    MessageServer server =
        MessageServer.builder()
            .route(
                "front",
                request -> {
                  Duration left = request.timeLeft().orElse(Duration.ofSeconds(5));
                  Body body = Body.stream(request.body().publisher());
                  Request behind = Request.to("convert").withBody(body).withDeadline(left);
                  return Reply.text(next.call(behind).text());
                })
            .bind(0);
    // end: left
    return server;
  }

  @Test
  void passesOnWhatIsLeft() {
    try (MessageClient next = MessageClient.connect("127.0.0.1", server.port());
        MessageServer front = passesTimeOn(next);
        // snippet: default
        MessageClient client =
            MessageClient.builder()
                .deadline(Duration.ofSeconds(2)) // for every request without one of its own
                .connect("127.0.0.1", front.port())
        // end: default
        ) {
      assertThatThrownBy(() -> client.call("front", Body.of("film.mkv")))
          .hasFieldOrPropertyWithValue("status", Status.DEADLINE_EXCEEDED);
      await().until(() -> converting.stream().noneMatch(Process::isAlive));
      assertThat(converting).hasSize(1);
    }
  }
}
