package io.cleave.exchange;

import static java.util.Objects.requireNonNull;

import io.cleave.connection.OnLoop;
import io.cleave.header.Header;
import io.cleave.header.HeaderTemplate;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A request this side has made, until its outcome is known, which it is the future of.
 *
 * <p>Whoever waits may end it: by cancelling it, or by a timeout of its own. Then the asker is
 * told.
 *
 * <p><b>Threading.</b> Its future on any thread, all else on the event loop.
 */
final class Asked extends CompletableFuture<ReceivedReply> {
  final Request request;
  private final Exchanges exchanges;

  /** By {@link System#nanoTime}; 0 for none. */
  final long deadline;

  /** 0 until it is written. */
  long id;

  private @Nullable HeaderTemplate header;
  private Header fields = Header.empty();
  @Nullable BodySender sender;
  @Nullable Inbound reply;
  @Nullable Future<?> timer;
  boolean over;

  Asked(Request request, Exchanges exchanges) {
    this.request = request;
    this.exchanges = exchanges;
    long end = request.deadline() == null ? 0 : System.nanoTime() + nanos(request.deadline());
    this.deadline = end == 0 && request.deadline() != null ? 1 : end;
  }

  /** Its outcome is a failure, as the asker says. */
  void failed(ExchangeException why) {
    super.completeExceptionally(why);
  }

  @Override
  public boolean completeExceptionally(Throwable failure) {
    return toldIf(super.completeExceptionally(failure));
  }

  @Override
  public boolean cancel(boolean mayInterrupt) {
    return toldIf(super.cancel(mayInterrupt));
  }

  private boolean toldIf(boolean givenUp) {
    if (givenUp) {
      OnLoop.run(exchanges.channel(), () -> exchanges.asker().cancel(this, "not wanted"));
    }
    return givenUp;
  }

  private static long nanos(Duration duration) {
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

  /** Makes what its message says; before anything else is asked of it. */
  void prepare(HeaderTemplate header) {
    this.header = header;
    fields = Fields.with(Header.empty(), request.meta());
  }

  /** What its message says, but for its id, some fields and its body. */
  HeaderTemplate header() {
    return requireNonNull(header, "header");
  }

  int headerLength() {
    return header().encodedLength(0, fields(), 0);
  }

  /** What its message says beside that. */
  Header fields() {
    return deadline == 0 ? fields : fields.with(Fields.DEADLINE_MS, millisLeft());
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
