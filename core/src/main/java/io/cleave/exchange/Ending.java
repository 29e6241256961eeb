package io.cleave.exchange;

import io.cleave.connection.ConnectionLog;
import io.cleave.connection.LinkEvent;
import io.cleave.connection.OnLoop;
import io.cleave.frame.LingeringClose;
import io.cleave.header.Header;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * How one connection ends: drained, refused, lost or closed; whatever is open ends with it, once.
 *
 * <p><b>Threading.</b> On the event loop, but for what says otherwise.
 */
final class Ending {
  private final Exchanges exchanges;
  private final ExchangeSettings settings;
  private final CompletableFuture<Void> settled = new CompletableFuture<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final CompletableFuture<Void> finished = new CompletableFuture<>();
  private volatile boolean over;
  private volatile boolean draining;
  private volatile boolean peerDrains;
  private boolean closing;

  Ending(Exchanges exchanges, ExchangeSettings settings) {
    this.exchanges = exchanges;
    this.settings = settings;
  }

  /** Done when nothing is open any more, while draining, or the connection is over. */
  CompletableFuture<Void> settled() {
    return settled;
  }

  /** Done when the connection is over. */
  CompletableFuture<Void> closed() {
    return closed;
  }

  /** Done when the connection is over and no handler works for it any more. */
  CompletableFuture<Void> finished() {
    return finished;
  }

  /** Whether nothing is sent or delivered any more. Any thread. */
  boolean isOver() {
    return over;
  }

  /** Whether requests can be made. Any thread. */
  boolean takesRequests() {
    return !over && !draining && !peerDrains;
  }

  /**
   * An exchange has come to its end.
   *
   * @param begun whether its request was ever sent
   */
  void exchangeEnded(boolean begun) {
    if (draining && !over && begun) {
      settings.tally().addCompleted();
    } else if (draining && !over) {
      refusedOne();
    }
    closeIfIdle();
  }

  /** A request came, or was made, too late. */
  void refusedOne() {
    settings.tally().addRefused(1);
  }

  private void closeIfIdle() {
    if (mayClose() && !closing) {
      closing = true;
      exchanges.writer().whenSent(this::closeNow);
    }
  }

  private boolean mayClose() {
    return (draining || peerDrains) && !over && exchanges.isIdle();
  }

  /** All that was written has gone: a close does not wait for ever until the peer takes it. */
  private void closeNow() {
    closing = false;
    if (mayClose()) {
      end(new ExchangeException(Status.UNAVAILABLE, "the connection was drained"));
      LingeringClose.close(exchanges.channel());
    }
  }

  /** The peer begins nothing new, and starts nothing above {@code lastId}. */
  void peerDrains(long lastId, String reason) {
    peerDrains = true;
    exchanges.asker().refusedAbove(lastId, reason);
    closeIfIdle();
  }

  /** Begins nothing new, finishes what is open, closes. Any thread. */
  void drain(String reason) {
    OnLoop.run(exchanges.channel(), () -> drainOnLoop(reason));
  }

  private void drainOnLoop(String reason) {
    if (draining || over) {
      return;
    }
    draining = true;
    Header goaway = // of a side that has not said hello: in its place
        Header.of(
            Fields.TYPE,
            "goaway",
            Fields.STATUS,
            Status.OK.text(),
            Fields.LAST_ID,
            exchanges.answerer().stopTaking(),
            Fields.REASON,
            reason);
    exchanges.writer().write(goaway);
    exchanges
        .asker()
        .close(ExchangeException.notStarted(Status.UNAVAILABLE, "this side is closing"));
    closeIfIdle();
  }

  /** The peer broke a rule: says so, and closes so that it can be read. */
  void refuse(Throwable cause) {
    Status status = cause instanceof ViolationException known ? known.status() : Status.BAD_REQUEST;
    refuse(status, ConnectionLog.sentence(cause));
  }

  private void refuse(Status status, String sentence) {
    if (over) {
      return;
    }
    settings.log().refused(exchanges.peer(), sentence);
    exchanges
        .writer()
        .write(
            Header.of(
                Fields.TYPE,
                "goaway",
                Fields.STATUS,
                status.text(),
                Fields.LAST_ID,
                exchanges.answerer().stopTaking(),
                Fields.REASON,
                Fields.cut(sentence)));
    end(new ExchangeException(Status.UNAVAILABLE, "the connection was closed here: " + sentence));
    LingeringClose.close(exchanges.channel());
  }

  /** The peer refused this side. */
  void refused(Status status, String reason) {
    String sentence = reason.isEmpty() ? "the peer refused this side: " + status : reason;
    settings.log().gone(exchanges.peer(), "it says " + status + ": " + sentence);
    end(new ExchangeException(status, sentence, exchanges.isGreeted(), null));
    LingeringClose.close(exchanges.channel());
  }

  /** A deadline of the connection has passed. */
  void tooLate(LinkEvent deadline) {
    switch (deadline) {
      case IDLE -> {
        if (exchanges.isIdle()) {
          drain("nothing was asked for a while");
        }
      }
      case TOO_SLOW ->
          refuse(Status.BAD_REQUEST, "too slow (expected: what has begun to come faster)");
      case NO_FIRST_MESSAGE -> refuse(Status.BAD_REQUEST, "no hello in time (expected: it first)");
      case WRITE_STALLED -> cut("it takes nothing of what it is sent");
      case OVERFLOW -> cut("it does not read what it is sent, too much waits");
      case SILENT -> cut("it says nothing, not even when it is asked");
    }
  }

  private void cut(String why) {
    settings.log().refused(exchanges.peer(), why);
    end(lost(why, null));
    exchanges.channel().close();
  }

  /** The connection is gone, or as good as that. */
  void lost(String why) {
    end(lost(why, null));
  }

  static ExchangeException lost(String why, @Nullable Throwable cause) {
    return new ExchangeException(
        Status.UNAVAILABLE, "the connection was lost: " + why, true, cause);
  }

  /** Ends everything. Any thread. */
  void close() {
    OnLoop.run(
        exchanges.channel(),
        () -> {
          end(new ExchangeException(Status.UNAVAILABLE, "the connection was closed here"));
          LingeringClose.close(exchanges.channel());
        });
  }

  /** Whatever is open ends now, once. */
  private void end(ExchangeException why) {
    if (over) {
      return;
    }
    over = true;
    exchanges.dropSink();
    if (draining) {
      settings.tally().addCut(exchanges.answerer().openCount() + exchanges.asker().openCount());
    }
    exchanges.asker().fail(why);
    exchanges.answerer().fail(why);
    settled.complete(null);
  }

  /** The channel is closed. */
  void channelClosed() {
    end(lost("it was closed", null));
    closed.complete(null);
  }

  /** Nobody works for it; done if it is closed too. Any thread. */
  void finishIfDone(Workplace workplace) {
    if (closed.isDone() && workplace.isAtRest()) {
      finished.complete(null);
    }
  }
}
