package io.cleave.endpoint;

import static java.util.Objects.requireNonNull;

import io.cleave.connection.InboundBudget;
import io.cleave.exchange.Connection;
import io.cleave.exchange.DrainTally;
import io.cleave.exchange.ExchangeSettings;
import io.cleave.exchange.ReceivedEvent;
import io.cleave.exchange.ReceivedRequest;
import io.cleave.exchange.Reply;
import io.cleave.exchange.RouteHandler;
import io.netty.channel.ChannelHandler;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Answers requests, takes events and pushes its own, on the native protocol.
 *
 * <pre>{@code
 * MessageServer server = MessageServer.builder()
 *     .route("upper", request -> Reply.text(request.text().toUpperCase(Locale.ROOT)))
 *     .bind(1688);
 * }</pre>
 *
 * <p>The requests of one connection are answered at the same time, each exactly once. A handler
 * that throws an {@link io.cleave.exchange.ExchangeException} answers with its status; anything
 * else is logged here, and {@code internal} for the peer. An {@link Error} closes its connection
 * too.
 *
 * <p><b>Threading.</b> Handlers run on a worker and may block: a virtual thread from JDK 21 on, one
 * of at most 256 before; {@link Builder#routeAsync} on the event loop, where nothing may block.
 */
public final class MessageServer extends Server {
  private final Set<Connection> connections;
  private final DrainTally tally;

  private MessageServer(Serving serving, Set<Connection> connections, DrainTally tally) {
    super(serving);
    this.connections = connections;
    this.tally = tally;
  }

  /** A server to be told more. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The connections whose peer has said hello and that are not over: to push events to, or to ask.
   *
   * @return a live view
   */
  public Set<Connection> connections() {
    return Collections.unmodifiableSet(connections);
  }

  /**
   * Stops in an orderly way: accepts no more, tells every peer that no new request is taken,
   * finishes what is in flight, closes. {@link #stop} does the same and only says whether all was
   * finished.
   *
   * @param grace how long that may take; then what is left is cut, its handlers are interrupted
   * @return what became of the requests in flight
   * @throws IllegalStateException if called by a handler of this server, which would wait for
   *     itself
   */
  public DrainReport drain(Duration grace) {
    stop(grace);
    return new DrainReport(tally.completed(), tally.refused(), tally.cut());
  }

  /** What a message server can be told before it is bound. */
  public static final class Builder extends Server.Builder<Builder> {
    private Native told = Native.DEFAULT;

    private Builder() {
      limits = limits.withFirstMessage(ExchangeSettings.DEFAULT_FIRST_MESSAGE);
    }

    @Override
    Builder self() {
      return this;
    }

    /** Answers the requests of a route, in blocking style. */
    public Builder route(String route, RouteHandler handler) {
      told = told.withRoutes(told.routes().with(route, handler));
      return this;
    }

    /** Answers the requests of a route on the event loop, where nothing may block. */
    public Builder routeAsync(
        String route, Function<ReceivedRequest, ? extends CompletionStage<Reply>> handler) {
      told = told.withRoutes(told.routes().withAsync(route, handler));
      return this;
    }

    /** Takes the events of a route; those of one connection one at a time, in order. */
    public Builder onEvent(String route, Consumer<ReceivedEvent> handler) {
      told = told.withRoutes(told.routes().withEvent(route, handler));
      return this;
    }

    /** Called on a worker when a peer has said hello. */
    public Builder onConnect(Consumer<Connection> handler) {
      told = told.withOnConnect(requireNonNull(handler, "handler"));
      return this;
    }

    /** Called on a worker when a connection that has said hello is over. */
    public Builder onClose(Consumer<Connection> handler) {
      told = told.withOnClose(requireNonNull(handler, "handler"));
      return this;
    }

    /**
     * Serves only who says this in its hello; compared in a time that tells nothing about it.
     *
     * @param value 1..1024 characters
     */
    public Builder token(String value) {
      byte[] expected = requireToken(value).getBytes(StandardCharsets.UTF_8);
      told =
          told.withAdmits(
              said -> MessageDigest.isEqual(expected, said.getBytes(StandardCharsets.UTF_8)));
      return this;
    }

    static String requireToken(String value) {
      int length = requireNonNull(value, "token").length();
      if (length == 0 || length > 1024) {
        throw new IllegalArgumentException("token: " + length + " characters (expected: 1..1024)");
      }
      return value;
    }

    /** How many requests of one connection are worked on at a time, from 1; one more is busy. */
    public Builder maxInFlight(int value) {
      told = told.withMaxInFlight(requireInFlight(value));
      return this;
    }

    static int requireInFlight(int value) {
      if (value < 1) {
        throw new IllegalArgumentException("maxInFlight: " + value + " (expected: 1..)");
      }
      return value;
    }

    /** After so much silence a peer asks whether this side is there; zero means it need not. */
    public Builder ping(Duration value) {
      told = told.withPing(requireNonNull(value, "ping"));
      return this;
    }

    /** Closes a connection whose peer has not said hello within that time; zero means never. */
    public Builder firstMessage(Duration value) {
      limits = limits.withFirstMessage(value);
      return this;
    }

    /** How many bytes of inbound bodies may be held; that of the whole process by default. */
    public Builder inboundBudget(InboundBudget value) {
      told = told.withBudget(requireNonNull(value, "inboundBudget"));
      return this;
    }

    /**
     * Listens.
     *
     * @param port 0 for any free one; without meaning for a {@code unix:} host
     * @throws BindFailedException if that is not possible
     */
    public MessageServer bind(int port) {
      Set<Connection> open = ConcurrentHashMap.newKeySet();
      DrainTally tally = new DrainTally();
      Native counted = counting(told, open);
      Serving serving =
          Serving.start(
              settings(port),
              Native.pipelines(),
              (running, peer) -> stage(running, peer, counted, tally),
              MessageServer.class,
              "message-server");
      return new MessageServer(serving, open, tally);
    }

    private static Native counting(Native told, Set<Connection> open) {
      return told.withOnConnect(
              connection -> {
                open.add(connection);
                connection.closed().thenRun(() -> open.remove(connection));
                told.onConnect().accept(connection);
              })
          .withOnClose(told.onClose());
    }

    private static ChannelHandler stage(
        Serving serving, SocketAddress peer, Native told, DrainTally tally) {
      Connection connection =
          Connection.accepting(told.settings(serving.workers(), serving.log(), tally), peer);
      ServedConnection served = new ServedConnection(connection);
      connection.finished().thenRun(() -> serving.ended(served));
      return connection.stage(() -> serving.began(served));
    }

    /** Listens on another host; see {@link #bind(int)}. */
    public MessageServer bind(String host, int port) {
      return host(host).bind(port);
    }
  }
}
