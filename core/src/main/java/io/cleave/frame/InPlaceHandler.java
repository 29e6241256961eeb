package io.cleave.frame;

import io.cleave.metrics.ConnectionMetrics;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import org.jspecify.annotations.Nullable;

/**
 * What handlers have in common that show what has come where it lies, and send the answers of a
 * read together: {@link InPlaceFrameHandler}, and the one for messages.
 *
 * <pre>{@code
 * read      | shown | shown | shown |
 *               |       |       |
 * answers   | answer | answer | answer |  --> one write, one flush; if the peer does not take them:
 *                                             auto-read off, nothing is shown until it does
 * }</pre>
 *
 * <p>Public for other floors only.
 *
 * <p><b>Threading.</b> One instance per channel; runs on its event loop. <b>Ownership.</b> Keeps
 * the buffers it is handed; a listener sees them until it returns.
 *
 * @param <W> writes the answers
 */
public abstract class InPlaceHandler<W extends InPlaceWriter> extends StreamDecoder {
  private @Nullable W writer;
  private boolean paused;

  /** Counts what comes into {@code metrics}. */
  protected InPlaceHandler(ConnectionMetrics metrics) {
    super(metrics);
  }

  /**
   * Makes the writer of a channel.
   *
   * @param onFull to be told when the peer does not take what has been sent
   */
  protected abstract W newWriter(ChannelHandlerContext ctx, Runnable onFull);

  /**
   * Writes to the peer; on the event loop.
   *
   * @throws IllegalStateException before the handler is in a pipeline
   */
  public final W writer() {
    W present = writer;
    if (present == null) {
      throw new IllegalStateException("writer: of no channel yet (expected: one in a pipeline)");
    }
    return present;
  }

  @Override
  protected final void added(ChannelHandlerContext ctx) {
    writer = newWriter(ctx, () -> pause(ctx));
  }

  private void pause(ChannelHandlerContext ctx) {
    if (ctx.channel().isActive() && ctx.channel().config().isAutoRead()) {
      paused = true;
      ctx.channel().config().setAutoRead(false);
    }
  }

  private void goOn(ChannelHandlerContext ctx) {
    if (paused) {
      paused = false;
      ctx.channel().config().setAutoRead(true);
    }
  }

  @Override
  public final void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (ctx.channel().isWritable()) {
      goOn(ctx);
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  protected final void readCompletes(ChannelHandlerContext ctx) {
    writer().flushIfAny();
  }

  @Override
  protected final void ends(ChannelHandlerContext ctx) {
    writer().flushIfAny(); // what was answered goes in front of a close, too
  }

  @Override
  protected final void leaves(ChannelHandlerContext ctx) {
    writer().close();
    goOn(ctx);
  }

  @Override
  public final void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
    writer().send();
    ctx.write(msg, promise);
  }

  @Override
  public final void flush(ChannelHandlerContext ctx) {
    writer().flush();
  }
}
