package io.cleave.frame;

import io.cleave.metrics.ConnectionMetrics;
import io.cleave.metrics.RefusalCause;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.TooLongFrameException;

/**
 * Ends a connection whose peer broke a rule, so that the peer can read why.
 *
 * <p>One exception is fired, whatever handlers write while they hear it is flushed, and the channel
 * closes as {@link LingeringClose} says.
 *
 * <p>Used by every decoder of ours; use it in a handler that finds a broken rule behind one.
 *
 * <p><b>Threading.</b> On the channel's event loop.
 */
public final class Refusal {
  private Refusal() {}

  /**
   * Counts {@code cause}, fires it to the handlers behind {@code ctx}, then closes.
   *
   * @param cause as it is if it is a {@link CodecException}, else as the cause of one
   * @param metrics hears of it once
   */
  public static void refuse(ChannelHandlerContext ctx, Throwable cause, ConnectionMetrics metrics) {
    CodecException exception =
        cause instanceof CodecException known ? known : new DecoderException(cause);
    metrics.refused(causeOf(cause));
    LingeringClose linger = LingeringClose.install(ctx.channel());
    ctx.fireExceptionCaught(exception);
    linger.start();
  }

  /** By Netty's families, which ours belong to. */
  private static RefusalCause causeOf(Throwable cause) {
    if (cause instanceof TooLongFrameException) {
      return RefusalCause.TOO_LONG;
    }
    if (cause instanceof CorruptedFrameException) {
      return RefusalCause.INVALID_LENGTH;
    }
    if (cause instanceof PrematureChannelClosureException) {
      return RefusalCause.TRUNCATED;
    }
    return cause instanceof CodecException ? RefusalCause.INVALID_HEADER : RefusalCause.FAILED;
  }
}
