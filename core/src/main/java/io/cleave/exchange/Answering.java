package io.cleave.exchange;

import io.cleave.body.Body;
import io.cleave.header.Header;
import io.cleave.header.HeaderException;
import io.cleave.header.HeaderTemplate;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A request of the peer, until its last message is written or nobody wants it any more.
 *
 * <p><b>Threading.</b> On the event loop, but for what says otherwise.
 */
final class Answering {
  private static final HeaderTemplate OK =
      HeaderTemplate.of(
          Header.of(Fields.TYPE, "reply", Fields.ID, 0, Fields.STATUS, Status.OK.text()),
          Fields.ID,
          Fields.BODY_SIZE);

  private final long id;
  private final Routes.Route route;
  private final ReceivedRequest request;
  private final @Nullable Inbound inbound; // of a body that was not here at once
  private final Cancelling cancelling;
  private final Answerer answerer;
  private @Nullable BodySender sender;
  private @Nullable Future<?> timer;
  private boolean over;

  Answering(
      long id,
      Routes.Route route,
      ReceivedRequest request,
      @Nullable Inbound inbound,
      Cancelling cancelling,
      Answerer answerer) {
    this.id = id;
    this.route = route;
    this.request = request;
    this.inbound = inbound;
    this.cancelling = cancelling;
    this.answerer = answerer;
  }

  long id() {
    return id;
  }

  @Nullable Inbound inbound() {
    return inbound;
  }

  void expiresBy(Future<?> timer) {
    this.timer = timer;
  }

  /** Hands the request to its handler. */
  void begin() {
    if (route.blocking() != null) {
      RouteHandler handler = route.blocking();
      if (!answerer.exchanges().workplace().work(() -> handle(handler))) {
        fail(
            ExchangeException.notStarted(
                Status.BUSY, "no thread is free (expected: to be asked later)"));
      }
    } else {
      beginAsync();
    }
  }

  @SuppressWarnings("CatchingUnchecked") // whatever a handler throws is its own
  private void beginAsync() {
    try {
      answerer
          .asyncHandler(route)
          .apply(request)
          .whenComplete(
              (reply, failure) ->
                  answerer.onLoop(
                      () -> {
                        if (failure != null) {
                          failed(Answerer.unwrapped(failure));
                        } else {
                          answerAsync(reply);
                        }
                      },
                      reply));
    } catch (Throwable failure) {
      failed(failure);
    }
  }

  private void answerAsync(@Nullable Reply reply) {
    PushedBody pushed = answer(reply);
    if (pushed != null && reply != null) {
      if (!answerer.exchanges().workplace().work(() -> write(reply, pushed))) {
        pushed.end(ExchangeException.notStarted(Status.BUSY, "no thread is free"));
      }
    }
  }

  /** On a worker. */
  @SuppressWarnings("CatchingUnchecked") // whatever a handler throws is its own
  private void handle(RouteHandler handler) {
    if (!cancelling.begin()) {
      return;
    }
    try {
      Reply reply = handler.handle(request);
      if (reply == null || reply.writer() == null) {
        answerer.onLoop(() -> answer(reply), reply);
        return;
      }
      PushedBody pushed = answerer.beginPushed(this, reply);
      if (pushed != null) {
        write(reply, pushed);
      }
    } catch (Throwable failure) {
      answerer.onLoop(() -> failed(failure), null);
    } finally {
      cancelling.end();
    }
  }

  /** On a worker. */
  @SuppressWarnings("CatchingUnchecked") // whatever a writer throws is its own
  private void write(Reply reply, PushedBody pushed) {
    BodyWriter writer = reply.writer();
    if (writer == null) {
      return;
    }
    try {
      writer.writeTo(pushed);
      pushed.end(null);
    } catch (Exception failure) {
      pushed.end(failure);
    } catch (Throwable error) {
      answerer.onLoop(() -> failed(error), null);
    }
  }

  /** Writes the reply; returns what its writer has to write to, if it has one. */
  @Nullable PushedBody answer(@Nullable Reply reply) {
    if (reply == null) {
      failed(new IllegalStateException("the handler returned null (expected: a reply)"));
      return null;
    }
    Body body = reply.body();
    if (over) {
      body.release();
      return null;
    }
    try {
      Fields.with(Header.empty(), reply.meta()); // may be too deep to be in another one
    } catch (IllegalArgumentException refused) {
      body.release();
      failed(new IllegalStateException("the reply does not fit: " + refused.getMessage(), refused));
      return null;
    }
    try {
      return write(reply, body);
    } catch (HeaderException | IllegalArgumentException refused) {
      failed(new IllegalStateException("the reply does not fit: " + refused.getMessage(), refused));
    } catch (IOException | RuntimeException failure) {
      failed(failure);
    }
    return null;
  }

  private @Nullable PushedBody write(Reply reply, Body body) throws IOException {
    boolean isWhole =
        body.isInMemory() && body.length() <= Hello.WHOLE_BODY && !reply.hasTrailers();
    if (isWhole && reply.writer() == null && reply.status() == Status.OK) {
      answerer.writer().write(OK, id, Fields.with(Header.empty(), reply.meta()), body);
      finish();
      return null;
    }
    Header header = header(reply);
    if (reply.status() != Status.OK) {
      body.release();
      answerer.writer().write(header);
      finish();
      return null;
    }
    if (reply.writer() != null) {
      leaveBody();
      PushedBody pushed = new PushedBody(answerer.writer().ctx().channel());
      send(header, pushed);
      return pushed;
    }
    leaveBody();
    send(header, PulledBody.open(answerer.writer().ctx(), body, reply.trailers()));
    return null;
  }

  private Header header(Reply reply) {
    Header header =
        Header.of(Fields.TYPE, "reply", Fields.ID, id, Fields.STATUS, reply.status().text());
    if (!reply.error().isEmpty()) {
      header = header.with(Fields.ERROR, Fields.cut(reply.error()));
    }
    return Fields.with(header, reply.meta());
  }

  private void send(Header header, Outflow flow) {
    try {
      answerer.writer().write(header.with(Fields.MORE, true));
    } catch (RuntimeException refused) {
      flow.close(new ExchangeException(Status.INTERNAL, "the reply does not fit"));
      throw refused;
    }
    BodySender sender = answerer.sender(id, flow, this::sent);
    this.sender = sender;
    answerer.senders().ready(sender);
  }

  private void sent(@Nullable ExchangeException failure) {
    if (over) {
      return;
    }
    if (failure != null && failure.getCause() != null) {
      logUnlessMeant(failure.getCause()); // the asker is told no more than that it failed
    }
    finish();
  }

  /** What nobody has begun to read is not wanted. */
  private void leaveBody() {
    if (!request.body().isBeingRead()) {
      request.body().discard();
    }
  }

  void grant(long bytes) {
    if (sender != null) {
      sender.grant(bytes);
    }
  }

  /** The handler failed: the peer is told as much as it should know. */
  private void failed(Throwable failure) {
    if (over) {
      return;
    }
    logUnlessMeant(failure);
    fail(told(failure));
    if (failure instanceof Error) {
      answerer.exchanges().ending().close(); // nobody knows what else is broken
    }
  }

  /** A field that is missing or of another type is the asker's fault. */
  private ExchangeException told(Throwable failure) {
    if (failure instanceof ExchangeException known) {
      return known;
    }
    return failure instanceof HeaderException bad
        ? new ExchangeException(Status.BAD_REQUEST, String.valueOf(bad.getMessage()))
        : new ExchangeException(Status.INTERNAL, "the handler of " + request.route() + " failed");
  }

  private void logUnlessMeant(Throwable failure) {
    boolean meant =
        failure instanceof ExchangeException
            || failure instanceof HeaderException
            || failure instanceof InterruptedException;
    if (!meant && !over) {
      answerer.exchanges().workplace().handlerFailed(request.route(), failure);
    }
  }

  /** Answers with an error, or ends the body that is on its way with it. */
  void fail(ExchangeException why) {
    if (over) {
      return;
    }
    if (sender != null) {
      sender.fail(why);
    } else {
      answerer.writeError(id, why);
      finish();
    }
  }

  /** Its time is over. */
  void expire() {
    if (!over) {
      cancelling.cancel();
      fail(new ExchangeException(Status.DEADLINE_EXCEEDED, request.route() + ": out of time"));
    }
  }

  /** Nobody waits for it; nothing more is sent. */
  void cancel(ExchangeException why) {
    if (!over) {
      over = true; // nothing below may send anything
      cancelling.cancel();
      if (sender != null) {
        sender.close(why);
      }
      if (inbound != null) {
        inbound.giveUp();
      }
      request.body().drop(why);
      end();
    }
  }

  private void finish() {
    cancelling.over();
    boolean ended = inbound == null || inbound.isEnded();
    end();
    if (inbound != null && !ended) {
      leaveRest(inbound, "the request was answered");
    }
    request.body().discard();
  }

  /** The reader of the request's body wants no more of it. */
  void bodyUnwanted() {
    if (!over && inbound != null && !inbound.isEnded()) {
      leaveRest(inbound, "not wanted");
    }
  }

  private void leaveRest(Inbound unread, String why) {
    unread.fail(new ExchangeException(Status.CANCELLED, why));
    answerer.stopBody(id);
  }

  private void end() {
    over = true;
    if (timer != null) {
      timer.cancel(false);
    }
    answerer.ended(this);
  }
}
