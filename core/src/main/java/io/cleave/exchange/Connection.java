package io.cleave.exchange;

import static java.util.Objects.requireNonNull;

import io.cleave.body.Body;
import io.cleave.connection.Address;
import io.cleave.connection.OnLoop;
import io.cleave.header.Header;
import io.cleave.header.HeaderException;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One live connection on the native protocol, where both sides may ask and answer.
 *
 * <p>Every request ends exactly once: with a reply, or with an {@link ExchangeException}.
 *
 * <p><b>Threading.</b> Any thread. A reply that is all here completes its future on the event loop,
 * where nothing may block; one whose body still comes completes it on a worker.
 */
public final class Connection {
  private final Exchanges exchanges;

  private Connection(ExchangeSettings settings, SocketAddress peer, boolean connecting) {
    this.exchanges = new Exchanges(settings, peer, connecting, this);
  }

  /** The side that accepted: it says hello when it has read the peer's. */
  public static Connection accepting(ExchangeSettings settings, SocketAddress peer) {
    return new Connection(settings, peer, false);
  }

  /** The side that connected: it says hello as soon as its channel is active. */
  public static Connection connecting(ExchangeSettings settings, SocketAddress peer) {
    return new Connection(settings, peer, true);
  }

  /**
   * What stands last in the pipeline of its channel.
   *
   * @param onAdded called on the event loop when it does
   */
  public ChannelHandler stage(Runnable onAdded) {
    exchanges.onAdded(onAdded);
    return exchanges;
  }

  /** The other end's address. */
  public SocketAddress peer() {
    return exchanges.peer();
  }

  /** What the peer calls itself in its hello; empty if it has not said. */
  public String agent() {
    return exchanges.peerHello().agent();
  }

  /**
   * Asks the peer. Requests above what the peer takes at a time wait for their turn.
   *
   * @param request its body belongs to the connection
   * @return the reply as soon as its fields are here; cancelling it, or a timeout of its own,
   *     cancels the exchange
   */
  public CompletableFuture<ReceivedReply> request(Request request) {
    Asked asked = new Asked(requireNonNull(request, "request"), exchanges);
    if (!OnLoop.run(exchanges.channel(), () -> exchanges.asker().ask(asked))) {
      request.body().release();
      asked.failed(ExchangeException.notStarted(Status.UNAVAILABLE, "the connection is closed"));
    }
    return asked;
  }

  /** Asks the peer, see {@link #request(Request)}. */
  public CompletableFuture<ReceivedReply> request(String route, Body body) {
    return request(Request.to(route).withBody(body));
  }

  /**
   * Asks the peer and waits for the reply. An interrupt cancels the exchange.
   *
   * @throws ExchangeException if there is none
   * @throws IllegalStateException on an event loop, where the reply would never come
   */
  public ReceivedReply call(Request request) {
    OnLoop.refuse(exchanges.channel(), "call");
    return await(request(request));
  }

  /**
   * Asks the peer and waits for the reply to begin, but only so long; its body may take longer.
   *
   * @param patience then the exchange is cancelled
   * @throws ExchangeException if there is no reply, or none in time
   */
  public ReceivedReply call(Request request, Duration patience) {
    OnLoop.refuse(exchanges.channel(), "call");
    return await(request(request), patience);
  }

  /** Asks the peer and waits for the reply, see {@link #call(Request)}. */
  public ReceivedReply call(String route, Body body) {
    return call(Request.to(route).withBody(body));
  }

  /**
   * Waits for a reply as {@link #call} does.
   *
   * @param reply of {@link #request}
   * @throws ExchangeException if there is none
   */
  public static ReceivedReply await(CompletableFuture<ReceivedReply> reply) {
    return await(reply, Duration.ofDays(365));
  }

  /**
   * Waits for a reply to begin; its body may take longer.
   *
   * @param reply of {@link #request}
   * @param patience how long; then the exchange is cancelled
   * @throws ExchangeException if there is none, or none in time
   */
  public static ReceivedReply await(CompletableFuture<ReceivedReply> reply, Duration patience) {
    try {
      return reply.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      reply.cancel(false);
      throw new ExchangeException(
          Status.DEADLINE_EXCEEDED, "no reply within " + patience.toMillis() / 1000.0 + " s");
    } catch (InterruptedException e) {
      reply.cancel(false);
      Thread.currentThread().interrupt();
      throw new ExchangeException(
          Status.CANCELLED, "interrupted while waiting for the reply", true, e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof ExchangeException known) {
        throw known.here();
      }
      throw new ExchangeException(Status.INTERNAL, "no reply: " + cause, true, cause);
    }
  }

  /**
   * Sends an event.
   *
   * @return done when the socket has taken it: wait for it not to get ahead of a slow peer, which
   *     is cut off once too much waits
   */
  public CompletableFuture<Void> send(Event event) {
    requireNonNull(event, "event");
    CompletableFuture<Void> sent = new CompletableFuture<>();
    if (!OnLoop.run(exchanges.channel(), () -> write(event, sent))) {
      sent.completeExceptionally(
          ExchangeException.notStarted(Status.UNAVAILABLE, "the connection is closed"));
    }
    return sent;
  }

  private void write(Event event, CompletableFuture<Void> sent) {
    if (!exchanges.isSending()) {
      sent.completeExceptionally(
          ExchangeException.notStarted(Status.UNAVAILABLE, "the connection is closed"));
      return;
    }
    try {
      Header header =
          Fields.with(Header.of(Fields.TYPE, "event", Fields.ROUTE, event.route()), event.meta());
      exchanges.writer().write(header, Unpooled.wrappedBuffer(event.bytes()));
      exchanges
          .writer()
          .sent()
          .addListener(
              done -> {
                if (done.isSuccess()) {
                  sent.complete(null);
                } else {
                  sent.completeExceptionally(
                      new ExchangeException(
                          Status.UNAVAILABLE, "the event was not sent", true, done.cause()));
                }
              });
    } catch (HeaderException | IllegalArgumentException refused) {
      sent.completeExceptionally(
          ExchangeException.notStarted(
              Status.TOO_LARGE, "the event does not fit: " + refused.getMessage()));
    }
  }

  /** Whether requests can be made. */
  public boolean isOpen() {
    return exchanges.ending().takesRequests();
  }

  /** Done when the connection is over. */
  public CompletionStage<Void> closed() {
    return exchanges.ending().closed();
  }

  /**
   * Takes no new requests, tells the peer so, finishes what is open, closes.
   *
   * @param reason for the peer's log
   * @return done when nothing is open any more, or the connection is over
   */
  public CompletableFuture<Void> drain(String reason) {
    exchanges.ending().drain(requireNonNull(reason, "reason"));
    return exchanges.ending().settled();
  }

  /** Done when nothing is open any more after {@link #drain}, or the connection is over. */
  public CompletableFuture<Void> settled() {
    return exchanges.ending().settled();
  }

  /** Done when the connection is over and no handler works for it any more. */
  public CompletableFuture<Void> finished() {
    return exchanges.ending().finished();
  }

  /** Closes gently; what is open ends with {@link Status#UNAVAILABLE}. Does not wait. */
  public void close() {
    exchanges.ending().close();
  }

  /** Whom it is connected to. */
  @Override
  public String toString() {
    return "Connection[" + Address.text(peer()) + "]";
  }
}
