package io.cleave.endpoint;

import io.cleave.connection.LinkLimits;
import io.cleave.message.MessageEvent;
import io.netty.channel.ChannelHandlerContext;
import java.net.SocketAddress;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Messages whose bodies may still be coming. */
final class MessageAnswers extends Answers<ReceivedMessage> {
  private static final int WEIGHT_OF_HEADER = 1024;

  private final Patience bodyPatience;
  private volatile @Nullable MessageIntake intake;

  MessageAnswers(SocketAddress peer, LinkLimits limits, Patience bodyPatience) {
    super(peer, limits);
    this.bodyPatience = bodyPatience;
  }

  @Override
  void take(ChannelHandlerContext ctx, Object event) {
    MessageIntake present = intake;
    if (present == null) {
      present = new MessageIntake(peer(), ctx.channel(), gate(ctx.channel()), bodyPatience);
      intake = present;
    }
    ReceivedMessage message = present.take((MessageEvent) event);
    if (message != null) {
      long inMemory = present.isBodyOpen() ? 0 : message.bodyLength();
      add(ctx, message, WEIGHT_OF_HEADER + inMemory);
    }
  }

  @Override
  void drop(ReceivedMessage message) {
    message.body().discard();
  }

  @Override
  void failReceiving(Supplier<RuntimeException> cause) {
    MessageIntake present = intake;
    if (present != null) {
      present.fail(cause);
    }
  }
}
