package io.cleave.endpoint;

import io.cleave.message.Message;
import java.net.SocketAddress;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a message server does with a connection and with a message. */
record MessageHandlers(
    @Nullable Function<SocketAddress, Message> onConnect,
    @Nullable Function<ReceivedMessage, Message> onMessage,
    @Nullable Consumer<ReceivedMessage> onEvent,
    boolean onePerConnection) {

  static final MessageHandlers NONE = new MessageHandlers(null, null, null, false);

  MessageHandlers withOnConnect(Function<SocketAddress, Message> value) {
    return new MessageHandlers(value, onMessage, onEvent, onePerConnection);
  }

  MessageHandlers withOnMessage(Function<ReceivedMessage, Message> value) {
    return new MessageHandlers(onConnect, value, null, onePerConnection);
  }

  MessageHandlers withOnEvent(Consumer<ReceivedMessage> value) {
    return new MessageHandlers(onConnect, null, value, onePerConnection);
  }

  MessageHandlers withOnePerConnection() {
    return new MessageHandlers(onConnect, onMessage, onEvent, true);
  }

  boolean speaksFirst() {
    return onConnect != null;
  }

  /** Whether what the peer sends is handled. */
  boolean listens() {
    return onMessage != null || onEvent != null;
  }

  boolean answers() {
    return onMessage != null;
  }

  Message greeting(SocketAddress peer) {
    Function<SocketAddress, Message> handler = onConnect;
    if (handler == null) {
      throw new IllegalStateException("onConnect: none");
    }
    return required(handler.apply(peer));
  }

  /** The answer; null if there is to be none. */
  @Nullable Message handle(ReceivedMessage message) {
    Function<ReceivedMessage, Message> answering = onMessage;
    if (answering != null) {
      return required(answering.apply(message));
    }
    Consumer<ReceivedMessage> taking = onEvent;
    if (taking != null) {
      taking.accept(message);
    }
    return null;
  }

  private static Message required(@Nullable Message message) {
    if (message == null) {
      throw new IllegalStateException(
          "the message to send is null (expected: one, at least with an empty header)");
    }
    return message;
  }
}
