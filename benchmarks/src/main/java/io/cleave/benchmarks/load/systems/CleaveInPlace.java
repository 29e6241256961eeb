package io.cleave.benchmarks.load.systems;

import io.cleave.benchmarks.load.Answers;
import io.cleave.benchmarks.load.EchoClient;
import io.cleave.benchmarks.load.Payload;
import io.cleave.frame.InPlaceFrameHandler;
import io.cleave.wire.FrameFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;

/** Frames where they lie, and the answers of a read in one buffer. */
public final class CleaveInPlace extends NettyEcho {
  private static final FrameFormat FORMAT = FrameFormat.of(">I");

  /** Found by name. */
  public CleaveInPlace() {
    super(Sockets.fastest());
  }

  @Override
  public String name() {
    return "cleave-in-place";
  }

  @Override
  public String settings() {
    return "InPlaceFrameHandler, epoll";
  }

  @Override
  void server(Channel channel) {
    channel
        .pipeline()
        .addLast(
            new InPlaceFrameHandler(
                FORMAT, (buffer, index, length, answers) -> answers.write(buffer, index, length)),
            new Closing());
  }

  @Override
  EchoClient client(Channel channel, Payload payload, Answers answers) {
    Caller caller = new Caller(channel, payload, answers);
    channel.pipeline().addLast(caller.frames, new Failing(answers));
    return caller;
  }

  private static final class Closing extends ChannelInboundHandlerAdapter {
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close(); // the client is killed when it has done its work
    }
  }

  private static final class Caller implements EchoClient {
    private final Channel channel;
    private final Payload payload;
    private final InPlaceFrameHandler frames;
    private final ByteBuf request;

    Caller(Channel channel, Payload payload, Answers answers) {
      this.channel = channel;
      this.payload = payload;
      request = Unpooled.buffer(payload.length());
      frames =
          new InPlaceFrameHandler(
              FORMAT,
              (buffer, index, length, writer) ->
                  answers.answered(this, payload.stampOf(buffer, index, length)));
    }

    @Override
    public void send(long stamp) {
      payload.write(request.clear(), stamp);
      frames.writer().write(request, 0, payload.length());
    }

    @Override
    public void flush() {
      frames.writer().flush();
    }

    @Override
    public void execute(Runnable task) {
      channel.eventLoop().execute(task);
    }

    @Override
    public void executeLater(long nanos, Runnable task) {
      channel.eventLoop().schedule(task, nanos, TimeUnit.NANOSECONDS);
    }
  }

  private static final class Failing extends ChannelInboundHandlerAdapter {
    private final Answers answers;

    Failing(Answers answers) {
      this.answers = answers;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      answers.failed(cause);
    }
  }
}
