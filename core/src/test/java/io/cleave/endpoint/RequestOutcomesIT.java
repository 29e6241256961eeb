package io.cleave.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cleave.body.Body;
import io.cleave.exchange.ExchangeException;
import io.cleave.exchange.ReceivedReply;
import io.cleave.exchange.Reply;
import io.cleave.exchange.Status;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests that end otherwise than with a reply, and what is left behind them. */
@Timeout(60)
final class RequestOutcomesIT {
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger cancelled = new AtomicInteger();
  private final MessageServer server =
      MessageServer.builder()
          .routeAsync(
              "echo", request -> CompletableFuture.completedFuture(Reply.bytes(request.bytes())))
          .routeAsync(
              "never",
              request -> {
                request.onCancel(cancelled::incrementAndGet);
                begun.incrementAndGet();
                return new CompletableFuture<>();
              })
          .bind(0);
  private final MessageClient client = MessageClient.connect("127.0.0.1", server.port());

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  /** A request that is being worked on, and never answered. */
  private CompletableFuture<ReceivedReply> begun() {
    int before = begun.get();
    CompletableFuture<ReceivedReply> asked = client.request("never", Body.empty());
    await().until(() -> begun.get() > before);
    return asked;
  }

  @Test
  void oneThatCannotBeWrittenFailsAloneAndWasNotStarted() {
    CompletableFuture<ReceivedReply> halfACharacter = client.request("\ud800", Body.of("?"));

    assertThat(client.call("echo", Body.of("next")).text()).isEqualTo("next");
    assertThatThrownBy(halfACharacter::join)
        .cause()
        .isInstanceOfSatisfying(
            ExchangeException.class,
            why -> {
              assertThat(why.status()).isEqualTo(Status.TOO_LARGE);
              assertThat(why.mayHaveRun()).isFalse();
            });
  }

  @Test
  void whoeverGivesUpTellsTheAnswerer() {
    CompletableFuture<ReceivedReply> timedOut = begun().orTimeout(20, TimeUnit.MILLISECONDS);
    assertThatThrownBy(timedOut::join).hasCauseInstanceOf(TimeoutException.class);
    begun().cancel(false);
    begun().completeExceptionally(new TimeoutException("mine"));

    await().until(() -> cancelled.get() == 3);
    assertThat(client.call("echo", Body.of("next")).text()).isEqualTo("next");
  }
}
