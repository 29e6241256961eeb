package io.cleave.endpoint;

import io.cleave.connection.LinkEvent;
import io.cleave.connection.OnLoop;
import io.cleave.connection.Pipelines;
import io.cleave.frame.LingeringClose;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.DecoderException;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The last stage of a connection whose frames or messages are shown where they lie: sees to its
 * end, as nothing else is left to do. What was shown has been answered; what waits, because the
 * peer does not take its answers, is not shown any more.
 *
 * <p><b>Threading.</b> On the event loop, but for what says otherwise.
 */
final class InPlaceConversation extends ChannelInboundHandlerAdapter implements Served {
  private final Serving serving;
  private final SocketAddress peer;
  private final CompletableFuture<Void> settled = new CompletableFuture<>();
  private final CompletableFuture<Void> finished = new CompletableFuture<>();
  private @Nullable Channel channel;
  private boolean closing;

  InPlaceConversation(Serving serving, SocketAddress peer) {
    this.serving = serving;
    this.peer = peer;
  }

  @Override
  public SocketAddress peer() {
    return peer;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    channel = ctx.channel();
    serving.began(this);
  }

  /** What was not shown when the stage in front was taken out. */
  @Override
  public void channelRead(ChannelHandlerContext ctx, Object rest) {
    ReferenceCountUtil.release(rest);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      closeBehindAnswers(ctx.channel());
    } else if (event instanceof LinkEvent deadline) {
      tooLate(ctx, deadline);
    }
  }

  private void tooLate(ChannelHandlerContext ctx, LinkEvent deadline) {
    String why = serving.sentence(deadline, ctx.channel());
    switch (deadline) {
      case IDLE -> {
        if (!closing) {
          serving.log().gone(peer, why + ", closed");
          closeBehindAnswers(ctx.channel());
        }
      }
      case TOO_SLOW, NO_FIRST_MESSAGE -> {
        if (!closing) {
          serving.log().refused(peer, why);
          closeBehindAnswers(ctx.channel());
        }
      }
      case WRITE_STALLED, OVERFLOW, SILENT -> { // also of a peer that does not let it close gently
        serving.log().refused(peer, why);
        closing = true;
        ctx.close();
      }
    }
  }

  /** Shows nothing more, and closes gently when the peer has taken what was answered. */
  private void closeBehindAnswers(Channel channel) {
    if (closing) {
      return;
    }
    closing = true;
    if (channel.pipeline().get(Pipelines.IN_PLACE) != null) {
      channel.pipeline().remove(Pipelines.IN_PLACE); // nothing more is shown
    }
    channel.config().setAutoRead(false);
    channel
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            sent -> {
              settled.complete(null);
              LingeringClose.close(channel);
            });
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!closing) {
      log(cause);
    }
    closing = true;
    if (cause instanceof CodecException) {
      LingeringClose.close(ctx.channel()); // whoever fired this closes; twice does no harm
    } else {
      ctx.close();
    }
  }

  private void log(Throwable cause) {
    Throwable thrown = cause.getCause();
    if (thrown != null && cause.getClass() == DecoderException.class) {
      serving.log().failed(peer, "the listener failed", thrown);
    } else if (cause instanceof CodecException) {
      serving.log().refused(peer, cause);
    } else if (cause instanceof IOException) {
      serving.log().gone(peer, Lost.sentence(cause));
    } else {
      serving.log().failed(peer, "the connection failed", cause);
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) { // also of a channel never active
    closing = true;
    try {
      serving.ended(this);
    } finally {
      settled.complete(null);
      finished.complete(null);
    }
  }

  @Override
  public void drain() {
    Channel present = channel;
    if (present != null) {
      OnLoop.run(present, () -> closeBehindAnswers(present));
    }
  }

  @Override
  public CompletableFuture<Void> settled() {
    return settled;
  }

  @Override
  public CompletableFuture<Void> finished() {
    return finished;
  }
}
