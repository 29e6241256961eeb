package io.cleave.endpoint;

import static java.util.Objects.requireNonNull;

import io.cleave.connection.Pipelines;
import io.cleave.message.Message;
import io.cleave.message.MessageFormat;
import java.net.SocketAddress;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Answers messages: a header and a body in, a header and a body out, neither of them ever whole in
 * memory.
 *
 * <pre>{@code
 * MessageServer.builder().plain(format).onMessage(message -> reply).bind(1688);
 * MessageServer.builder().plain(format).onEvent(message -> message.body().writeTo(path)).bind(1688);
 * MessageServer.builder().plain(format).onConnect(peer -> Message.of(header, Body.file(path))).bind(1688);
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
 * <p><b>Threading.</b> Handlers run on a worker and may block: a virtual thread from JDK 21 on, one
 * of at most 256 before.
 *
 * <p><b>Ownership.</b> An answer belongs to the server.
 */
public final class MessageServer extends Server {
  private MessageServer(Serving serving) {
    super(serving);
  }

  /** A server to be told more. */
  public static Builder builder() {
    return new Builder();
  }

  /** What a message server can be told before it is bound. */
  public static final class Builder extends Server.Builder<Builder> {
    private @Nullable Pipelines pipelines;
    private MessageHandlers handlers = MessageHandlers.NONE;

    private Builder() {}

    @Override
    Builder self() {
      return this;
    }

    /** One answer for each message, in order: no ids, no handshake. */
    public Builder plain(MessageFormat format) {
      pipelines = Pipelines.messages(format);
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
     * Listens.
     *
     * @param port 0 for any free one; without meaning for a {@code unix:} host
     * @throws BindFailedException if that is not possible
     */
    public MessageServer bind(int port) {
      Pipelines pipelines = this.pipelines;
      MessageHandlers handlers = this.handlers;
      if (pipelines == null || !(handlers.listens() || handlers.speaksFirst())) {
        throw new IllegalStateException(
            "bind: a format and a handler are needed (expected: plain, and onMessage, onEvent or"
                + " onConnect, before)");
      }
      return new MessageServer(
          Serving.start(
              settings(port),
              pipelines,
              (serving, peer) -> new MessageConversation(serving, peer, handlers),
              MessageServer.class,
              "message-server"));
    }

    /** Listens on another host; see {@link #bind(int)}. */
    public MessageServer bind(String host, int port) {
      return host(host).bind(port);
    }
  }
}
