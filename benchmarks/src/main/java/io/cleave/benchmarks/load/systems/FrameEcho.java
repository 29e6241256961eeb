package io.cleave.benchmarks.load.systems;

import io.cleave.benchmarks.load.Answers;
import io.cleave.benchmarks.load.EchoClient;
import io.cleave.benchmarks.load.Payload;
import io.cleave.wire.FrameFormat;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/** Frames, one buffer each: a decoder, an encoder, and a handler that writes and flushes each. */
abstract class FrameEcho extends NettyEcho {
  static final FrameFormat FORMAT = FrameFormat.of(">I");

  private final boolean consolidated;

  /**
   * How it is done.
   *
   * @param consolidated one flush for all that one read has brought, as Netty recommends
   */
  FrameEcho(Sockets sockets, boolean consolidated) {
    super(sockets);
    this.consolidated = consolidated;
  }

  /** Puts the decoder and the encoder into a connection. */
  abstract void addCodec(ChannelPipeline pipeline);

  private void addHandlers(ChannelPipeline pipeline) {
    if (consolidated) {
      pipeline.addLast(
          new FlushConsolidationHandler(
              FlushConsolidationHandler.DEFAULT_EXPLICIT_FLUSH_AFTER_FLUSHES, true));
    }
    addCodec(pipeline);
  }

  @Override
  final void server(Channel channel) {
    addHandlers(channel.pipeline());
    channel.pipeline().addLast(new Echo());
  }

  @Override
  final EchoClient client(Channel channel, Payload payload, Answers answers) {
    addHandlers(channel.pipeline());
    Caller caller = new Caller(payload, answers);
    channel.pipeline().addLast(caller);
    return caller;
  }

  private static final class Echo extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
      ctx.writeAndFlush(msg, ctx.voidPromise());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close(); // the client is killed when it has done its work
    }
  }

  private static final class Caller extends ChannelInboundHandlerAdapter implements EchoClient {
    private final Payload payload;
    private final Answers answers;
    private ChannelHandlerContext ctx;

    Caller(Payload payload, Answers answers) {
      this.payload = payload;
      this.answers = answers;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
      this.ctx = ctx;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
      long stamp;
      try {
        stamp = payload.stampOf((ByteBuf) msg);
      } finally {
        ReferenceCountUtil.release(msg);
      }
      answers.answered(this, stamp);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      answers.failed(cause);
    }

    @Override
    public void send(long stamp) {
      ctx.writeAndFlush(payload.buffer(ctx.alloc(), stamp), ctx.voidPromise());
    }

    @Override
    public void execute(Runnable task) {
      ctx.executor().execute(task);
    }

    @Override
    public void executeLater(long nanos, Runnable task) {
      ctx.executor().schedule(task, nanos, TimeUnit.NANOSECONDS);
    }
  }
}
