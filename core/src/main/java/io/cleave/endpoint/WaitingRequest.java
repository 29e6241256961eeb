package io.cleave.endpoint;

import io.cleave.exchange.Connection;
import io.cleave.exchange.ExchangeException;
import io.cleave.exchange.ReceivedReply;
import io.cleave.exchange.Request;
import io.cleave.exchange.Status;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A request that waits for a connection, as long as its deadline allows. */
final class WaitingRequest {
  private final Request request;
  private final long begun = System.nanoTime();
  private final AtomicBoolean gone = new AtomicBoolean();
  private final CompletableFuture<ReceivedReply> result = new CompletableFuture<>();

  WaitingRequest(Request request) {
    this.request = request;
  }

  CompletableFuture<ReceivedReply> result() {
    return result;
  }

  CompletableFuture<ReceivedReply> on(CompletableFuture<Connection> connection) {
    Duration deadline = request.deadline();
    if (deadline != null) {
      CompletableFuture<Boolean> expiry =
          new CompletableFuture<Boolean>()
              .completeOnTimeout(true, deadline.toMillis(), TimeUnit.MILLISECONDS);
      expiry.thenRun(() -> giveUp(Status.DEADLINE_EXCEEDED, "not connected within " + deadline));
      result.whenComplete((reply, failure) -> expiry.cancel(false));
    }
    connection.whenComplete(this::connected);
    result.whenComplete(
        (reply, failure) -> {
          if (failure != null && gone.compareAndSet(false, true)) {
            request.body().release();
          }
        });
    return result;
  }

  void giveUp(Status status, String sentence) {
    if (gone.compareAndSet(false, true)) {
      request.body().release();
      result.completeExceptionally(ExchangeException.notStarted(status, sentence));
    }
  }

  private void connected(@Nullable Connection connection, @Nullable Throwable failure) {
    if (connection == null) {
      Throwable cause = failure instanceof CompletionException e ? e.getCause() : failure;
      giveUp(Status.UNAVAILABLE, cause == null ? "not connected" : "" + cause.getMessage());
      return;
    }
    if (!gone.compareAndSet(false, true)) {
      return;
    }
    CompletableFuture<ReceivedReply> asked = connection.request(timed());
    asked.whenComplete(
        (reply, cause) -> {
          if (cause != null) {
            result.completeExceptionally(cause);
          } else if (!result.complete(reply)) {
            reply.body().discard();
          }
        });
    result.whenComplete(
        (reply, cause) -> {
          if (cause != null) {
            asked.cancel(false); // no more than a word if it was that which failed
          }
        });
  }

  private Request timed() {
    Duration deadline = request.deadline();
    if (deadline == null) {
      return request;
    }
    Duration left = deadline.minusNanos(System.nanoTime() - begun);
    Duration shortest = Duration.ofMillis(1);
    return request.withDeadline(left.compareTo(shortest) < 0 ? shortest : left);
  }
}
