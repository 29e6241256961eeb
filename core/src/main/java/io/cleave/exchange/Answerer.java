package io.cleave.exchange;

import io.cleave.connection.ConnectionLog;
import io.cleave.connection.OnLoop;
import io.cleave.header.Header;
import io.cleave.header.HeaderException;
import io.netty.util.collection.LongObjectHashMap;
import io.netty.util.collection.LongObjectMap;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The requests of the peer: hands each to its handler, within the limits, and sees that each is
 * answered once.
 *
 * <p><b>Threading.</b> On the event loop, but for what says otherwise.
 */
final class Answerer {
  /** Up to here a request's body is waited for before its handler is called. */
  private static final int WAITED_FOR = 8 << 10;

  private static final long UNTIMED = Long.MAX_VALUE;

  private final Exchanges exchanges;
  private final Senders senders;
  private final BatchWriter writer;
  private final Executor notices;
  private final boolean evenIds;
  private final LongObjectMap<Answering> open = new LongObjectHashMap<>();
  private long highestId;
  private long lastId = Long.MAX_VALUE;

  Answerer(Exchanges exchanges, Senders senders, boolean evenIds) {
    this.exchanges = exchanges;
    this.senders = senders;
    this.writer = senders.writer();
    this.notices = exchanges.workplace()::tell;
    this.evenIds = evenIds;
  }

  Exchanges exchanges() {
    return exchanges;
  }

  BatchWriter writer() {
    return writer;
  }

  Senders senders() {
    return senders;
  }

  BodySender sender(long id, Outflow flow, BodySender.Owner owner) {
    return new BodySender(id, flow, exchanges.peerHello().credit(), senders, owner);
  }

  boolean isIdle() {
    return open.isEmpty();
  }

  int openCount() {
    return open.size();
  }

  /** From now on no request is begun; returns the last one that was. */
  long stopTaking() {
    if (lastId == Long.MAX_VALUE) {
      lastId = highestId;
    }
    return lastId;
  }

  Inbound.Sink request(Header header, long id, long length) {
    boolean isTheirs = (id % 2 == 0) == evenIds;
    if (!isTheirs || id <= highestId) {
      throw new ViolationException(
          "id: "
              + id
              + " in a request (expected: "
              + (evenIds ? "even" : "odd")
              + ", above "
              + highestId
              + (isTheirs ? ")" : "); does the peer send back what it is sent?"));
    }
    highestId = id;
    boolean more = header.flag(Fields.MORE, false);
    if (id > lastId) {
      exchanges.ending().refusedOne();
      return Inbound.Sink.NOWHERE; // it was told so, and fails the request itself
    }
    try {
      return admit(header, id, length, more);
    } catch (ExchangeException refused) {
      writeError(id, refused);
    } catch (HeaderException bad) {
      writeError(id, new ExchangeException(Status.BAD_REQUEST, ConnectionLog.sentence(bad)));
    }
    return Inbound.Sink.NOWHERE;
  }

  private Inbound.Sink admit(Header header, long id, long length, boolean more) {
    String name = header.text(Fields.ROUTE);
    Header meta = Fields.meta(header);
    long millis = deadline(header);
    Routes.Route route = exchanges.routes().request(name);
    if (route == null) {
      throw new ExchangeException(
          Status.NOT_FOUND, "route: " + Fields.quoted(name) + " is not known here");
    }
    if (open.size() >= exchanges.maxInFlight()) {
      throw new ExchangeException(
          Status.BUSY,
          "requests in flight: "
              + open.size()
              + " (expected: at most "
              + exchanges.maxInFlight()
              + ")");
    }
    if (!exchanges.budget().tryReserve(more ? Hello.MIN_CREDIT : length)) {
      throw new ExchangeException(
          Status.BUSY, "no room for the body (expected: to be asked later)");
    }
    Incoming request = new Incoming(id, route, name, meta, millis, length);
    return more || length > WAITED_FOR ? begin(request, more) : request;
  }

  private static long deadline(Header header) {
    long millis = header.longValue(Fields.DEADLINE_MS, UNTIMED);
    if (header.has(Fields.DEADLINE_MS) && (millis < 0 || millis > Fields.MAX_NUMBER)) {
      throw new ExchangeException(
          Status.BAD_REQUEST, "deadline_ms: " + millis + " (expected: 0..2^53-1)");
    }
    return millis;
  }

  /** Of a body that comes while it is worked on. */
  private Inbound.Sink begin(Incoming request, boolean more) {
    long id = request.id;
    Inbound inbound =
        more
            ? Inbound.more(id, writer, exchanges.budget(), () -> bodyUnwanted(id))
            : Inbound.whole(request.length(), writer, exchanges.budget());
    inbound.open();
    begin(request, inbound.body(), inbound);
    return inbound.sink(Header.empty(), more ? () -> {} : inbound::complete);
  }

  private void begin(Incoming request, StreamedBody body, @Nullable Inbound inbound) {
    Cancelling cancelling = new Cancelling(notices);
    long nanos = request.nanos();
    long deadline = request.isTimed() ? Math.max(1, System.nanoTime() + nanos) : 0;
    ReceivedRequest received =
        new ReceivedRequest(
            exchanges.connection(), request.name, request.meta, body, cancelling, deadline);
    Answering answering =
        new Answering(request.id, request.route, received, inbound, cancelling, this);
    open.put(request.id, answering);
    if (request.isTimed()) {
      answering.expiresBy(
          writer.ctx().executor().schedule(answering::expire, nanos, TimeUnit.NANOSECONDS));
    }
    answering.begin();
  }

  /** A request that may begin: at once, or when all of its body is here. */
  private final class Incoming extends Collector {
    private final long id;
    private final Routes.Route route;
    private final String name;
    private final Header meta;
    private final long millis;

    Incoming(long id, Routes.Route route, String name, Header meta, long millis, long length) {
      super(length, writer.ctx().alloc());
      this.id = id;
      this.route = route;
      this.name = name;
      this.meta = meta;
      this.millis = millis;
    }

    boolean isTimed() {
      return millis != UNTIMED;
    }

    long nanos() {
      return TimeUnit.MILLISECONDS.toNanos(Math.min(millis, TimeUnit.DAYS.toMillis(365)));
    }

    @Override
    void collected(byte[] bytes) {
      begin(this, new WholeBody(bytes, exchanges.channel(), exchanges.budget()), null);
    }

    @Override
    void aborted() {
      exchanges.budget().release(length());
    }
  }

  private void bodyUnwanted(long id) {
    Answering answering = open.get(id);
    if (answering != null) {
      answering.bodyUnwanted();
    }
  }

  Inbound.Sink data(Header header, long id) {
    Answering answering = find(id, "data");
    if (answering == null) {
      return Inbound.Sink.NOWHERE;
    }
    Inbound inbound = answering.inbound();
    if (inbound != null && inbound.isUnwanted()) {
      return Inbound.Sink.NOWHERE;
    }
    if (inbound == null || inbound.isEnded()) {
      throw new ViolationException(
          "data: for id " + id + " (expected: a request with more before)");
    }
    return inbound.sink(Fields.meta(header), () -> {});
  }

  void end(Header header, long id) {
    Answering answering = find(id, "end");
    if (answering == null) {
      return;
    }
    Inbound inbound = answering.inbound();
    if (inbound != null && inbound.isUnwanted()) {
      return;
    }
    if (inbound == null || inbound.isEnded()) {
      throw new ViolationException("end: for id " + id + " (expected: a request with more before)");
    }
    inbound.end(header);
  }

  void credit(Header header, long id) {
    long bytes = Fields.number(header, Fields.BYTES, 1);
    Answering answering = find(id, "credit");
    if (answering != null) {
      answering.grant(bytes);
    }
  }

  void cancel(Header header, long id) {
    String reason = Fields.sentence(header, Fields.REASON);
    Answering answering = find(id, "cancel");
    if (answering != null) {
      answering.cancel(
          new ExchangeException(
              Status.CANCELLED, "the asker cancelled" + (reason.isEmpty() ? "" : ": " + reason)));
    }
  }

  private @Nullable Answering find(long id, String type) {
    if (id > highestId) {
      throw new ViolationException(
          "id: "
              + id
              + " in a "
              + type
              + " (expected: one that was used, up to "
              + highestId
              + ")");
    }
    return open.get(id);
  }

  void writeError(long id, ExchangeException why) {
    Header header =
        Header.of(
            Fields.TYPE,
            "reply",
            Fields.ID,
            id,
            Fields.STATUS,
            why.status().text(),
            Fields.ERROR,
            Fields.cut(String.valueOf(why.getMessage())));
    writer.write(header);
  }

  /** Tells the asker to send no more of its request's body. */
  void stopBody(long id) {
    writer.write(Header.of(Fields.TYPE, "cancel", Fields.ID, id));
  }

  void ended(Answering answering) {
    open.remove(answering.id());
    exchanges.ending().exchangeEnded(true);
  }

  /** Nothing can be answered any more. */
  void fail(ExchangeException why) {
    new ArrayList<>(open.values()).forEach(answering -> answering.cancel(why));
  }

  Function<ReceivedRequest, ? extends CompletionStage<Reply>> asyncHandler(Routes.Route route) {
    Function<ReceivedRequest, ? extends CompletionStage<Reply>> async = route.async();
    if (async == null) {
      throw new IllegalStateException("route: without a handler");
    }
    return async;
  }

  /** Runs it on the event loop; if that has ended, lets go of the reply. Any thread. */
  void onLoop(Runnable task, @Nullable Reply reply) {
    if (!OnLoop.run(writer.ctx().channel(), task) && reply != null) {
      reply.body().release();
    }
  }

  /** Begins a reply that is written while it is sent; waits until it has begun. On a worker. */
  @Nullable PushedBody beginPushed(Answering answering, Reply reply) throws InterruptedException {
    CompletableFuture<@Nullable PushedBody> begun = new CompletableFuture<>();
    if (!OnLoop.run(writer.ctx().channel(), () -> begun.complete(answering.answer(reply)))) {
      return null;
    }
    try {
      return begun.get();
    } catch (ExecutionException e) {
      throw new AssertionError("it is completed with a value only", e);
    }
  }

  static Throwable unwrapped(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }
}
