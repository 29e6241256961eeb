package io.cleave.endpoint;

import static java.util.Objects.requireNonNull;

import io.cleave.connection.Pipelines;
import io.cleave.message.Message;
import io.cleave.message.MessageFormat;
import io.cleave.message.MessageListener;
import io.netty.channel.ChannelHandler;
import java.net.SocketAddress;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Answers messages: a header and a body in, a header and a body out, neither body ever whole in
 * memory.
 *
 * <pre>{@code
 * PlainMessageServer.builder(format).onMessage(message -> reply).bind(1688);
 * PlainMessageServer.builder(format).onEvent(message -> message.body().writeTo(path)).bind(1688);
 * PlainMessageServer.builder(format).inPlace((header, buffer, index, length, answers) -> ...).bind(1688);
 * PlainMessageServer.builder(format).onConnect(peer -> Message.of(header, Body.file(path))).bind(1688);
 * }</pre>
 *
 * <p>The messages of one connection are handled one at a time, in order; those of many connections
 * at the same time. After a client's end of stream its complete messages are still answered, then
 * the connection closes. What a handler leaves of a body is read past.
 *
 * <p>A handler that throws ends its own connection, by a reset where messages are only taken: with
 * a {@link io.netty.handler.codec.CodecException} the peer is to blame and is refused with one line
 * in the log; anything else is this side's bug and logged as such.
 *
 * <p>{@linkplain Builder#inPlace In place}, small messages are shown where they lie, and are not
 * handed to a worker: for servers that answer hundreds of thousands of them a second.
 *
 * <p><b>Threading.</b> Handlers run on a worker and may block: a virtual thread from JDK 21 on, one
 * of at most 256 before. Listeners in place run on an event loop, and must not.
 *
 * <p><b>Ownership.</b> An answer belongs to the server; what is shown in place is lent.
 */
public final class PlainMessageServer extends Server {
  private PlainMessageServer(Serving serving) {
    super(serving);
  }

  /**
   * A server to be told more.
   *
   * @param format what both sides write; no ids, no handshake
   */
  public static Builder builder(MessageFormat format) {
    return new Builder(requireNonNull(format, "format"));
  }

  /** What a message server can be told before it is bound. */
  public static final class Builder extends Server.Builder<Builder> {
    private final MessageFormat format;
    private MessageHandlers handlers = MessageHandlers.NONE;
    private @Nullable Function<SocketAddress, MessageListener> listeners;

    private Builder(MessageFormat format) {
      this.format = format;
    }

    @Override
    Builder self() {
      return this;
    }

    /** Answers each message. */
    public Builder onMessage(Function<ReceivedMessage, Message> handler) {
      handlers = handlers.withOnMessage(requireNonNull(handler, "handler"));
      return this;
    }

    /**
     * Takes each message, and answers none. A peer whose message it fails to take gets a reset, as
     * there is no other way to tell it.
     */
    public Builder onEvent(Consumer<ReceivedMessage> handler) {
      handlers = handlers.withOnEvent(requireNonNull(handler, "handler"));
      return this;
    }

    /**
     * The server speaks first. Without {@link #onMessage} and {@link #onEvent} the connection
     * closes once that is written.
     */
    public Builder onConnect(Function<SocketAddress, Message> handler) {
      handlers = handlers.withOnConnect(requireNonNull(handler, "handler"));
      return this;
    }

    /** Closes gently when the first message of a connection was handled and answered. */
    public Builder onePerConnection() {
      handlers = handlers.withOnePerConnection();
      return this;
    }

    /**
     * Shows each message whose body is at most {@link MessageFormat#wholeBodyLength} long on the
     * event loop, where it lies; its answers leave together at the end of the read. A longer one is
     * refused. The format has to be header first.
     *
     * @param listener of all connections, perhaps at the same time
     */
    public Builder inPlace(MessageListener listener) {
      requireNonNull(listener, "inPlace");
      return inPlaceOf(peer -> listener);
    }

    /**
     * The same with a listener for each connection.
     *
     * @param listeners makes one, given the peer's address
     */
    public Builder inPlaceOf(Function<SocketAddress, MessageListener> listeners) {
      this.listeners = requireNonNull(listeners, "inPlaceOf");
      return this;
    }

    /**
     * Listens.
     *
     * @param port 0 for any free one; without meaning for a {@code unix:} host
     * @throws BindFailedException if that is not possible
     */
    public PlainMessageServer bind(int port) {
      MessageHandlers handlers = this.handlers;
      Function<SocketAddress, MessageListener> listeners = this.listeners;
      if (listeners == null && !(handlers.listens() || handlers.speaksFirst())) {
        throw new IllegalStateException(
            "bind: a handler is needed (expected: onMessage, onEvent, onConnect or inPlace before)");
      }
      if (listeners != null && !handlers.equals(MessageHandlers.NONE)) {
        throw new IllegalStateException(
            "bind: handlers and a listener (expected: inPlace alone, or without it)");
      }
      return new PlainMessageServer(
          listeners != null
              ? serve(port, Pipelines.inPlace(format, listeners), InPlaceConversation::new)
              : serve(
                  port,
                  Pipelines.messages(format),
                  (serving, peer) -> new MessageConversation(serving, peer, handlers)));
    }

    private Serving serve(
        int port,
        Pipelines pipelines,
        BiFunction<Serving, SocketAddress, ChannelHandler> conversations) {
      return Serving.start(
          settings(port), pipelines, conversations, PlainMessageServer.class, "message-server");
    }

    /** Listens on another host; see {@link #bind(int)}. */
    public PlainMessageServer bind(String host, int port) {
      return host(host).bind(port);
    }
  }
}
