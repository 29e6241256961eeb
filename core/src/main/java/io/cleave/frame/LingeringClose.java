package io.cleave.frame;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection so that what was written last arrives: writes go out, then the output is shut
 * down, then up to {@value #MAX_BYTES} bytes of input are thrown away until the peer has closed
 * too; all that for at most {@value #MAX_MILLIS} ms. Closing with unread input would send a reset,
 * and a reset destroys what is still on its way to the peer.
 *
 * <p>It sits nearest the socket. A {@code close()} asked for meanwhile waits for the same end.
 *
 * <p><b>Threading.</b> {@link #close} may be called on any thread; the rest runs on the channel's
 * event loop.
 */
public final class LingeringClose extends ChannelDuplexHandler {
  /** How long input is thrown away at most. */
  static final long MAX_MILLIS = 1000;

  /** How many bytes of input are thrown away at most. */
  static final long MAX_BYTES = 1 << 20;

  private @Nullable ChannelHandlerContext ctx;
  private @Nullable Future<?> deadline;
  private boolean started;
  private boolean draining;
  private boolean over;
  private long thrownAway;

  private LingeringClose() {}

  /**
   * Closes {@code channel} as said above.
   *
   * @return the channel's close future
   */
  public static ChannelFuture close(Channel channel) {
    if (channel.eventLoop().inEventLoop()) {
      install(channel).start();
    } else {
      channel.eventLoop().execute(() -> install(channel).start());
    }
    return channel.closeFuture();
  }

  /** The one of this channel: a second refusal joins the first. */
  static LingeringClose install(Channel channel) {
    LingeringClose present = channel.pipeline().get(LingeringClose.class);
    if (present != null) {
      return present;
    }
    LingeringClose linger = new LingeringClose();
    channel.pipeline().addFirst(linger);
    return linger;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    this.ctx = ctx;
  }

  void start() {
    ChannelHandlerContext ctx = this.ctx;
    if (started || ctx == null) {
      return;
    }
    started = true;
    Channel channel = ctx.channel();
    channel.flush();
    if (!channel.isActive() || !(channel instanceof DuplexChannel duplex)) {
      closeNow(ctx);
      return;
    }
    deadline = ctx.executor().schedule(() -> closeNow(ctx), MAX_MILLIS, TimeUnit.MILLISECONDS);
    lastWrite(ctx)
        .addListener(
            written -> {
              if (written.isSuccess() && !duplex.isInputShutdown()) {
                thrownAway = 0; // what came while this side was still writing has cost nothing
                duplex.shutdownOutput();
                draining = true;
                ctx.read();
              } else { // nobody reads any more, or nothing is left to be read
                closeNow(ctx);
              }
            });
  }

  /** Done when everything written before is on its way, TLS's farewell included. */
  private static ChannelFuture lastWrite(ChannelHandlerContext ctx) {
    SslHandler tls = ctx.pipeline().get(SslHandler.class);
    return tls != null ? tls.closeOutbound() : ctx.writeAndFlush(Unpooled.EMPTY_BUFFER);
  }

  private void closeNow(ChannelHandlerContext ctx) {
    over = true;
    if (deadline != null) {
      deadline.cancel(false);
    }
    ctx.close();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    if (msg instanceof ByteBuf bytes) {
      thrownAway += bytes.readableBytes();
    }
    ReferenceCountUtil.release(msg);
    if (draining && thrownAway > MAX_BYTES) {
      closeNow(ctx);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (!over) {
      ctx.read(); // whatever the handlers behind would like: the input has to go
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      closeNow(ctx);
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    over = true;
    if (deadline != null) {
      deadline.cancel(false);
    }
    ctx.fireChannelInactive();
  }

  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    if (over) {
      ctx.close(promise);
      return;
    }
    ctx.channel().closeFuture().addListener((ChannelFutureListener) closed -> promise.trySuccess());
    start();
  }
}
