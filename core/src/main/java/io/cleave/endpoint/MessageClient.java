package io.cleave.endpoint;

import static java.util.Objects.requireNonNull;

import io.cleave.body.Body;
import io.cleave.connection.InboundBudget;
import io.cleave.exchange.Connection;
import io.cleave.exchange.Event;
import io.cleave.exchange.ExchangeException;
import io.cleave.exchange.ReceivedEvent;
import io.cleave.exchange.ReceivedReply;
import io.cleave.exchange.ReceivedRequest;
import io.cleave.exchange.Reply;
import io.cleave.exchange.Request;
import io.cleave.exchange.RouteHandler;
import io.cleave.exchange.Status;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks a server on the native protocol, any number of requests at the same time.
 *
 * <pre>{@code
 * try (MessageClient client = MessageClient.connect("127.0.0.1", 1688)) {
 *   String hi = client.request("upper", Body.of("hi")).join().text();
 * }
 * }</pre>
 *
 * <p>A client that was told {@link Builder#reconnect} connects again when its connection is lost;
 * requests made meanwhile wait for it. What was in flight has failed: the client does not know
 * whether it was done, unless {@link ExchangeException#mayHaveRun} says so.
 *
 * <p><b>Threading.</b> Any thread, see {@link Connection}.
 */
public final class MessageClient extends Client {
  private static final String TOO_MANY =
      "requests waiting for a connection: more than "
          + Reconnecting.MAX_WAITING
          + " (expected: fewer)";

  private final Reconnecting reconnecting;
  private final @Nullable Duration deadline;

  private MessageClient(Reconnecting reconnecting, @Nullable Duration deadline) {
    this.reconnecting = reconnecting;
    this.deadline = deadline;
  }

  /** Connects with all defaults; see {@link Builder#connect}. */
  public static MessageClient connect(String host, int port) {
    return builder().connect(host, port);
  }

  /** A client to be told more. */
  public static Builder builder() {
    return new Builder();
  }

  /** Asks the server, see {@link Connection#request(Request)}. */
  public CompletableFuture<ReceivedReply> request(Request request) {
    CompletableFuture<Connection> connection = reconnecting.connection();
    return isThere(connection)
        ? connection.join().request(timed(request))
        : waiting(timed(request), connection);
  }

  private static boolean isThere(CompletableFuture<Connection> connection) {
    return connection.isDone() && !connection.isCompletedExceptionally();
  }

  private Request timed(Request request) {
    return deadline == null || request.deadline() != null
        ? request
        : request.withDeadline(deadline);
  }

  private CompletableFuture<ReceivedReply> waiting(
      Request request, CompletableFuture<Connection> connection) {
    WaitingRequest waiting = new WaitingRequest(request);
    if (!reconnecting.mayWait(waiting.result())) {
      waiting.giveUp(Status.BUSY, TOO_MANY);
    }
    return waiting.on(connection);
  }

  /** Asks the server, see {@link Connection#request(Request)}. */
  public CompletableFuture<ReceivedReply> request(String route, Body body) {
    return request(Request.to(route).withBody(body));
  }

  /** Asks the server and waits for the reply, see {@link Connection#call(Request)}. */
  public ReceivedReply call(Request request) {
    CompletableFuture<Connection> connection = reconnecting.connection();
    return isThere(connection)
        ? connection.join().call(timed(request))
        : Connection.await(waiting(timed(request), connection));
  }

  /**
   * Asks the server and waits for the reply to begin, but only so long; its body may take longer.
   *
   * @param patience for example {@link #timeout}; then the exchange is cancelled
   * @throws ExchangeException if there is no reply, or none in time
   */
  public ReceivedReply call(Request request, Duration patience) {
    CompletableFuture<Connection> connection = reconnecting.connection();
    return isThere(connection)
        ? connection.join().call(timed(request), patience)
        : Connection.await(waiting(timed(request), connection), patience);
  }

  /** Asks the server and waits for the reply, see {@link Connection#call(Request)}. */
  public ReceivedReply call(String route, Body body) {
    return call(Request.to(route).withBody(body));
  }

  /** Sends an event, see {@link Connection#send}. */
  public CompletableFuture<Void> send(Event event) {
    requireNonNull(event, "event");
    CompletableFuture<Void> sent =
        reconnecting.connection().thenCompose(connection -> connection.send(event));
    if (!reconnecting.mayWait(sent)) {
      sent.completeExceptionally(ExchangeException.notStarted(Status.BUSY, TOO_MANY));
    }
    return sent;
  }

  /**
   * The connection as it is now; another one after a reconnect.
   *
   * @throws ExchangeException if there is none at the moment
   */
  public Connection connection() {
    CompletableFuture<Connection> now = reconnecting.connection();
    if (!isThere(now)) {
      throw new ExchangeException(Status.UNAVAILABLE, "not connected at the moment");
    }
    return now.join();
  }

  /**
   * Takes no new requests, finishes what is in flight, closes.
   *
   * @param grace how long that may take; then what is left is cut
   * @return what became of the requests in flight
   * @throws IllegalStateException if called by a handler of this client, which would wait for
   *     itself
   */
  public DrainReport drain(Duration grace) {
    if (requireNonNull(grace, "grace").isNegative()) {
      throw new IllegalArgumentException("grace: " + grace + " (expected: zero, or more)");
    }
    if (reconnecting.isOwnThread()) {
      throw new IllegalStateException(
          "drain: called by a handler of the same client (expected: a thread of the application)");
    }
    try {
      reconnecting.drain().get(grace.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      // what is left is cut by the close
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    close();
    var tally = reconnecting.tally();
    return new DrainReport(tally.completed(), tally.refused(), tally.cut());
  }

  /** What it was told to wait for the connection, and for the server to take what it is sent. */
  public Duration timeout() {
    return reconnecting.settings().timeout();
  }

  @Override
  public SocketAddress peer() {
    return reconnecting.settings().address().unresolved();
  }

  @Override
  public void close() {
    reconnecting.close();
  }

  /** What a message client can be told before it connects. */
  public static final class Builder extends Client.Builder<Builder> {
    private Native told = Native.DEFAULT;
    private @Nullable Backoff backoff;
    private @Nullable Duration deadline;

    private Builder() {}

    @Override
    Builder self() {
      return this;
    }

    /**
     * Says this in its hello.
     *
     * @param value 1..1024 characters
     */
    public Builder token(String value) {
      told = told.withToken(MessageServer.Builder.requireToken(value));
      return this;
    }

    /** Every request that has none of its own gets this deadline; none by default. */
    public Builder deadline(Duration value) {
      deadline = requirePositive("deadline", value);
      return this;
    }

    /** Connects again, after such delays, when the connection is lost; never by default. */
    public Builder reconnect(Backoff value) {
      backoff = requireNonNull(value, "reconnect");
      return this;
    }

    /** Answers what the server asks, in blocking style. */
    public Builder route(String route, RouteHandler handler) {
      told = told.withRoutes(told.routes().with(route, handler));
      return this;
    }

    /** Answers what the server asks on the event loop, where nothing may block. */
    public Builder routeAsync(
        String route, Function<ReceivedRequest, ? extends CompletionStage<Reply>> handler) {
      told = told.withRoutes(told.routes().withAsync(route, handler));
      return this;
    }

    /** How many requests of the server are worked on at a time, from 1; one more is busy. */
    public Builder maxInFlight(int value) {
      told = told.withMaxInFlight(MessageServer.Builder.requireInFlight(value));
      return this;
    }

    /** How many bytes of inbound bodies may be held; that of the whole process by default. */
    public Builder inboundBudget(InboundBudget value) {
      told = told.withBudget(requireNonNull(value, "inboundBudget"));
      return this;
    }

    /** Takes the events the server sends; one at a time, in order. */
    public Builder onEvent(String route, Consumer<ReceivedEvent> handler) {
      told = told.withRoutes(told.routes().withEvent(route, handler));
      return this;
    }

    /** After so much silence the server asks whether this side is there; zero means it need not. */
    public Builder ping(Duration value) {
      told = told.withPing(requireNonNull(value, "ping"));
      return this;
    }

    /**
     * Called on a worker when the server has said hello: for the first connection and each one made
     * again. Requests that waited for it go out without waiting for this.
     */
    public Builder onConnect(Consumer<Connection> handler) {
      told = told.withOnConnect(requireNonNull(handler, "handler"));
      return this;
    }

    /** Called on a worker when a connection is over. */
    public Builder onClose(Consumer<Connection> handler) {
      told = told.withOnClose(requireNonNull(handler, "handler"));
      return this;
    }

    /**
     * Connects.
     *
     * @param host a name, an address, or {@code unix:PATH}
     * @throws ConnectFailedException if nobody is there, or nobody in time
     */
    public MessageClient connect(String host, int port) {
      return new MessageClient(
          Reconnecting.connect(nativeSettings(host, port), backoff, told), deadline);
    }
  }
}
