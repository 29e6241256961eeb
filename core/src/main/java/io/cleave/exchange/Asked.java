package io.cleave.exchange;

import io.cleave.header.Header;
import io.netty.util.concurrent.Future;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A request this side has made, until its outcome is known. On the event loop, but for its future.
 */
final class Asked {
  final Request request;
  final CompletableFuture<ReceivedReply> future = new CompletableFuture<>();

  /** By {@link System#nanoTime}; 0 for none. */
  final long deadline;

  /** 0 until it is written. */
  long id;

  @Nullable BodySender sender;
  @Nullable Inbound reply;
  @Nullable Future<?> timer;
  boolean over;

  Asked(Request request) {
    this.request = request;
    long end = request.deadline() == null ? 0 : System.nanoTime() + nanos(request.deadline());
    this.deadline = end == 0 && request.deadline() != null ? 1 : end;
  }

  private static long nanos(java.time.Duration duration) {
    return duration.toDays() > 365 ? 365L * 86_400 * 1_000_000_000 : duration.toNanos();
  }

  /** How long the answerer has, in milliseconds, at least 1. */
  private long millisLeft() {
    return Math.max(1, (deadline - System.nanoTime()) / 1_000_000);
  }

  /** The answerer takes that much more of the request's body. */
  void grant(long bytes) {
    if (sender != null && bytes > 0) {
      sender.grant(bytes);
    }
  }

  /** What its message says, but for its id and its body. */
  Header header() {
    Header header = Header.of(Fields.TYPE, "request", Fields.ID, 0L, Fields.ROUTE, request.route());
    header = Fields.with(header, request.meta());
    return deadline == 0 ? header : header.with(Fields.DEADLINE_MS, millisLeft());
  }

  void stopTimer() {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  /** Nothing more happens to it. */
  void stop(ExchangeException why) {
    over = true;
    stopTimer();
    if (sender != null) {
      sender.close(why);
    }
  }
}
