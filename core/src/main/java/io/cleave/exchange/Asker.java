package io.cleave.exchange;

import io.cleave.body.Body;
import io.cleave.header.Header;
import io.cleave.header.HeaderException;
import io.netty.util.collection.LongObjectHashMap;
import io.netty.util.collection.LongObjectMap;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The requests of this side: gives them ids, keeps to what the peer takes, and sees that each ends
 * once.
 *
 * <p><b>Threading.</b> On the event loop.
 */
final class Asker {
  /** Requests that wait for their turn at most; one more is busy. */
  static final int MAX_WAITING = 10_000;

  private final Exchanges exchanges;
  private final BatchWriter writer;
  private final Senders senders;
  private final RequestHeaders templates = new RequestHeaders();
  private final ArrayDeque<Asked> waiting = new ArrayDeque<>();
  private final LongObjectMap<Asked> open = new LongObjectHashMap<>();
  private long lastId;
  private boolean greeted;
  private @Nullable ExchangeException closed;
  private boolean pumping;

  Asker(Exchanges exchanges, Senders senders, long idBeforeFirst) {
    this.exchanges = exchanges;
    this.senders = senders;
    this.writer = senders.writer();
    this.lastId = idBeforeFirst;
  }

  boolean isIdle() {
    return open.isEmpty() && waiting.isEmpty();
  }

  int openCount() {
    return open.size() + waiting.size();
  }

  /** The peer has said what it takes: at least what it was taken for until now. */
  void greeted() {
    greeted = true;
    long more = exchanges.peerHello().credit() - Hello.NOT_YET.credit();
    new ArrayList<>(open.values()).forEach(asked -> asked.grant(more));
    pump();
  }

  void ask(Asked asked) {
    ExchangeException why = whyNot(asked);
    if (why != null) {
      refuse(asked, why);
      return;
    }
    try {
      asked.prepare(templates.of(asked.request.route()));
    } catch (IllegalArgumentException refused) {
      refuse(asked, tooLarge(refused));
      return;
    }
    if (asked.deadline != 0) {
      long nanos = asked.deadline - System.nanoTime();
      asked.timer =
          writer.ctx().executor().schedule(() -> expire(asked), nanos, TimeUnit.NANOSECONDS);
    }
    waiting.add(asked);
    pump();
  }

  private static void refuse(Asked asked, ExchangeException why) {
    asked.request.body().release();
    asked.over = true;
    asked.failed(why);
  }

  private static ExchangeException tooLarge(RuntimeException refused) {
    return ExchangeException.notStarted(
        Status.TOO_LARGE, "the request does not fit: " + refused.getMessage());
  }

  private @Nullable ExchangeException whyNot(Asked asked) {
    if (closed != null) {
      return ExchangeException.notStarted(closed.status(), String.valueOf(closed.getMessage()));
    }
    if (waiting.size() >= MAX_WAITING) {
      return ExchangeException.notStarted(
          Status.BUSY, "requests waiting: " + MAX_WAITING + " already (expected: fewer)");
    }
    return asked.isDone()
        ? ExchangeException.notStarted(Status.CANCELLED, "cancelled before it was sent")
        : null;
  }

  /** Sends what may be sent. */
  void pump() {
    if (pumping) {
      return;
    }
    pumping = true;
    try {
      boolean sent = true;
      while (sent && closed == null && !waiting.isEmpty() && writer.isWritable()) {
        sent =
            exchanges.isSending()
                && open.size() < exchanges.peerHello().maxInFlight()
                && sendNext();
      }
    } finally {
      pumping = false;
    }
  }

  /** Returns false if the next one has to wait until the peer has said what it takes. */
  private boolean sendNext() {
    Asked next = waiting.element();
    if (!greeted && next.headerLength() > Hello.MIN_HEADER - Fields.BODY_SIZE_ROOM) {
      return false;
    }
    waiting.remove();
    if (lastId > Fields.MAX_NUMBER - 2) {
      waiting.addFirst(next);
      exchanges.ending().drain("its ids are all used up");
      return false;
    }
    lastId += 2;
    next.id = lastId;
    try {
      send(next);
    } catch (HeaderException | IllegalArgumentException refused) {
      end(next, tooLarge(refused), false);
    } catch (IOException | RuntimeException failed) {
      String sentence = "the body could not be opened: " + failed.getMessage();
      end(next, new ExchangeException(Status.INTERNAL, sentence, false, failed), false);
    }
    return true;
  }

  private void send(Asked asked) throws IOException {
    Body body = asked.request.body();
    open.put(asked.id, asked);
    if (body.isInMemory() && body.length() <= Hello.WHOLE_BODY) {
      writer.write(asked.header(), asked.id, asked.fields(), body);
      return;
    }
    PulledBody flow =
        PulledBody.open(writer.ctx(), body, CompletableFuture.completedFuture(Header.empty()));
    BodySender sender =
        new BodySender(
            asked.id,
            flow,
            exchanges.peerHello().credit(),
            senders,
            failure -> bodySent(asked, failure));
    asked.sender = sender;
    Header fields = asked.fields().with(Fields.MORE, true);
    writer.write(asked.header(), asked.id, fields, Body.empty());
    senders.ready(sender);
  }

  private void bodySent(Asked asked, @Nullable ExchangeException failure) {
    if (failure != null && !asked.over) {
      tellCancelled(asked, "the body of the request failed");
      end(asked, failure, true);
    }
  }

  /** The asked with this id; null if it is over. */
  @Nullable Asked find(long id, String type) {
    if (id > lastId) {
      throw new ViolationException(
          "id: " + id + " in a " + type + " (expected: one that was asked, up to " + lastId + ")");
    }
    return open.get(id);
  }

  void credit(Header header, long id) {
    long bytes = Fields.number(header, Fields.BYTES, 1);
    Asked asked = find(id, "credit");
    if (asked != null) {
      asked.grant(bytes);
    }
  }

  /** The answerer wants no more of the request's body. */
  void stopBody(long id) {
    Asked asked = find(id, "cancel");
    if (asked != null && asked.sender != null) {
      asked.sender.close(
          new ExchangeException(Status.CANCELLED, "the peer wants no more of the body"));
    }
  }

  /** The asker wants no answer any more. */
  void cancel(Asked asked, String reason) {
    if (asked.over) {
      return;
    }
    if (asked.id == 0) {
      waiting.remove(asked);
      asked.request.body().release();
    } else {
      tellCancelled(asked, reason);
    }
    end(asked, new ExchangeException(Status.CANCELLED, "cancelled: " + reason), true);
  }

  private void tellCancelled(Asked asked, String reason) {
    writer.write(
        Header.of(Fields.TYPE, "cancel", Fields.ID, asked.id, Fields.REASON, Fields.cut(reason)));
  }

  private void expire(Asked asked) {
    if (asked.over) {
      return;
    }
    boolean sent = asked.id != 0;
    String sentence = asked.request.route() + ": not over within " + asked.request.deadline();
    if (sent) {
      tellCancelled(asked, "deadline");
    } else {
      waiting.remove(asked);
      asked.request.body().release();
    }
    end(asked, new ExchangeException(Status.DEADLINE_EXCEEDED, sentence, sent, null), true);
  }

  /**
   * All of the reply has come.
   *
   * @param whole for whoever waits; null if it began before
   */
  void finish(Asked asked, @Nullable ReceivedReply whole) {
    asked.over = true; // before the body of the request fails, which is no failure of the request
    BodySender sender = asked.sender;
    if (sender != null) { // nobody would grant it credit any more
      sender.fail(new ExchangeException(Status.CANCELLED, "the reply is complete"));
    }
    asked.stopTimer();
    open.remove(asked.id);
    if (whole != null) {
      asked.complete(whole);
    }
    exchanges.ending().exchangeEnded(true);
    pump();
  }

  /** It is over without all of a reply; whoever waits for that is told. */
  void end(Asked asked, ExchangeException why, boolean pump) {
    if (asked.over) {
      return;
    }
    asked.stop(why);
    open.remove(asked.id);
    Inbound reply = asked.reply;
    if (reply == null) {
      asked.failed(why);
    } else if (!reply.isEnded()) {
      reply.fail(why);
      asked.failed(why); // its header has come, and nobody has seen it yet
    }
    exchanges.ending().exchangeEnded(asked.id != 0);
    if (pump) {
      pump();
    }
  }

  /** The peer takes no request above {@code last}: those were not started. */
  void refusedAbove(long last, String reason) {
    ExchangeException why =
        ExchangeException.notStarted(
            Status.UNAVAILABLE, "the peer is closing" + (reason.isEmpty() ? "" : ": " + reason));
    closed = why;
    failWaiting(why);
    List<Asked> late = new ArrayList<>();
    for (Asked asked : open.values()) {
      if (asked.id > last) {
        late.add(asked);
      }
    }
    late.forEach(asked -> end(asked, why, false));
  }

  /** This side makes no request any more; those that are made go on. */
  void close(ExchangeException why) {
    if (closed == null) {
      closed = why;
    }
    failWaiting(why);
  }

  private void failWaiting(ExchangeException why) {
    for (Asked asked = waiting.poll(); asked != null; asked = waiting.poll()) {
      asked.request.body().release();
      end(
          asked,
          ExchangeException.notStarted(why.status(), String.valueOf(why.getMessage())),
          false);
    }
  }

  /** Nothing comes any more. */
  void fail(ExchangeException why) {
    close(why);
    for (Asked asked : new ArrayList<>(open.values())) {
      end(asked, why, false);
    }
  }
}
