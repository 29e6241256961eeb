package io.cleave.frame;

import static java.util.Objects.requireNonNull;

import io.netty.channel.ChannelHandlerContext;

/**
 * Ends a connection whose peer broke a rule, so that the peer can read why.
 *
 * <p>One exception is fired, whatever handlers write while they hear it is flushed, the output is
 * shut down, and input is read and thrown away for at most {@value LingeringClose#MAX_MILLIS} ms or
 * {@value LingeringClose#MAX_BYTES} bytes before the channel closes: closing with unread input
 * would send a reset, and a reset destroys the sentence just written.
 *
 * <p>Used by every decoder of ours; use it in a handler that finds a broken rule behind one.
 *
 * <p><b>Threading.</b> On the channel's event loop.
 */
public final class Refusal {
  private Refusal() {}

  /**
   * Fires {@code cause} to the handlers behind {@code ctx} and closes as said above. A {@code
   * close()} asked for meanwhile waits for the same end.
   */
  public static void refuse(ChannelHandlerContext ctx, Throwable cause) {
    requireNonNull(cause, "cause");
    LingeringClose linger = LingeringClose.install(ctx.channel());
    ctx.fireExceptionCaught(cause);
    linger.start();
  }
}
