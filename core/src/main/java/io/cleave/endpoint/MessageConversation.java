package io.cleave.endpoint;

import io.cleave.connection.ReceivedBody;
import io.cleave.message.Message;
import io.cleave.message.MessageEvent;
import io.netty.util.ReferenceCountUtil;
import java.net.SocketAddress;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Hands each message to the handler while its body may still be coming. */
final class MessageConversation extends Conversation {
  /** What a header counts for. */
  private static final int WEIGHT_OF_HEADER = 1024;

  private final MessageHandlers handlers;
  private @Nullable MessageIntake intake;

  MessageConversation(Serving serving, SocketAddress peer, MessageHandlers handlers) {
    super(serving, peer);
    this.handlers = handlers;
  }

  @Override
  void opened() {
    if (mustReset()) {
      endMeansDone();
    }
    if (handlers.speaksFirst()) {
      enqueue(WEIGHT_OF_HEADER, this::speakFirst, () -> {});
    }
  }

  private void speakFirst() throws InterruptedException {
    write(handlers.greeting(peer()));
    if (!handlers.listens()) {
      hangUp();
    }
  }

  @Override
  void take(Object event) {
    if (!handlers.listens()) {
      ReferenceCountUtil.release(event);
      return;
    }
    ReceivedMessage message = intake().take((MessageEvent) event);
    if (message != null) {
      long inMemory = isReceiving() ? 0 : message.bodyLength();
      enqueue(WEIGHT_OF_HEADER + inMemory, () -> handle(message), message.body()::discard);
    }
  }

  private MessageIntake intake() {
    MessageIntake present = intake;
    if (present == null) {
      present = new MessageIntake(peer(), channel(), gate(), Patience.ENDLESS);
      intake = present;
    }
    return present;
  }

  private void handle(ReceivedMessage message) throws InterruptedException {
    ReceivedBody body = message.body();
    try {
      Message answer = handlers.handle(message);
      if (!body.isBeingRead()) {
        body.discard(); // at once: the peer may send all of it before it reads a byte
      }
      if (answer != null) {
        write(answer);
      }
    } finally {
      body.discard();
    }
    if (handlers.onePerConnection()) {
      hangUp();
    }
  }

  @Override
  boolean mustReset() {
    return handlers.listens() && !handlers.answers();
  }

  private void write(Message message) throws InterruptedException {
    write(
        message,
        message.body().isInMemory()
            ? WEIGHT_OF_HEADER + message.body().length()
            : Outbox.ALL_OF_IT);
  }

  @Override
  boolean isReceiving() {
    MessageIntake present = intake;
    return present != null && present.isBodyOpen();
  }

  @Override
  void failReceiving(Supplier<RuntimeException> cause) {
    MessageIntake present = intake;
    if (present != null) {
      present.fail(cause);
    }
  }

  @Override
  boolean outlivesPeer() {
    return !handlers.answers();
  }
}
