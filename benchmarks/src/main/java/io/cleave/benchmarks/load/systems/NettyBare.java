package io.cleave.benchmarks.load.systems;

import io.cleave.benchmarks.load.Answers;
import io.cleave.benchmarks.load.EchoClient;
import io.cleave.benchmarks.load.Payload;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;

/**
 * No frames at all: the server sends back what a read brought, the client counts bytes. What
 * sockets and event loops cost when nobody looks at the bytes.
 */
public final class NettyBare extends NettyEcho {
  /** Found by name. */
  public NettyBare() {
    super(Sockets.nio());
  }

  @Override
  public String name() {
    return "netty-bare";
  }

  @Override
  public String settings() {
    return "no codec: reads are sent back, NIO";
  }

  @Override
  void server(Channel channel) {
    channel.pipeline().addLast(new Echo());
  }

  @Override
  EchoClient client(Channel channel, Payload payload, Answers answers) {
    Caller caller = new Caller(payload, answers);
    channel.pipeline().addLast(caller);
    return caller;
  }

  private static final class Echo extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
      ctx.write(msg, ctx.voidPromise());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      ctx.flush();
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
    private ByteBuf split;
    private ByteBuf out;

    Caller(Payload payload, Answers answers) {
      this.payload = payload;
      this.answers = answers;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
      this.ctx = ctx;
      split = ctx.alloc().buffer(payload.length());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
      ByteBuf in = (ByteBuf) msg;
      try {
        if (split.isReadable()) {
          complete(in);
        }
        while (in.readableBytes() >= payload.length()) {
          take(in);
        }
        split.writeBytes(in);
      } finally {
        in.release();
      }
    }

    private void complete(ByteBuf in) {
      int missing = payload.length() - split.readableBytes();
      split.writeBytes(in, Math.min(missing, in.readableBytes()));
      if (split.readableBytes() == payload.length()) {
        take(split);
        split.clear();
      }
    }

    private void take(ByteBuf in) {
      long stamp = payload.stampOf(in, in.readerIndex(), payload.length());
      in.skipBytes(payload.length());
      answers.answered(this, stamp);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      flush();
    }

    @Override
    public void send(long stamp) {
      if (out == null) {
        out = ctx.alloc().buffer();
      }
      payload.write(out, stamp);
    }

    @Override
    public void flush() {
      if (out != null) {
        ctx.writeAndFlush(out, ctx.voidPromise());
        out = null;
      }
    }

    @Override
    public void execute(Runnable task) {
      ctx.executor().execute(task);
    }

    @Override
    public void executeLater(long nanos, Runnable task) {
      ctx.executor().schedule(task, nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      answers.failed(cause);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
      split.release();
    }
  }
}
