package io.cleave.message;

import io.cleave.testing.FailingAllocator;
import io.cleave.testing.TrackedAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.IllegalReferenceCountException;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;

/** One run of a scenario in which something goes wrong, and the accounts at its end. */
final class LeakStage {
  private final FailingAllocator allocator;
  private final TrackedAllocator own = new TrackedAllocator();
  private final EmbeddedChannel channel;
  private final List<ChannelFuture> writes = new ArrayList<>();
  private final List<Throwable> failures = new ArrayList<>();

  /**
   * A stage.
   *
   * @param allocation which allocation of the channel fails, 0 for none
   */
  LeakStage(int allocation, ChannelHandler front, ChannelHandler[] handlers, ChannelHandler end) {
    allocator = new FailingAllocator(allocation);
    channel = allocator.channel(front);
    channel.pipeline().addLast(handlers).addLast(end, new Recorder());
  }

  /** An allocator that never fails, for what a scenario brings along. */
  TrackedAllocator own() {
    return own;
  }

  EmbeddedChannel channel() {
    return channel;
  }

  void feed(byte[] bytes, int pieceLength) {
    for (byte[] piece : MessageWire.pieces(bytes, pieceLength)) {
      MessageWire.read(channel, own, piece);
    }
  }

  void write(Object message) {
    writes.add(channel.write(message));
  }

  void flush() {
    channel.flush();
    channel.runPendingTasks();
    channel.releaseOutbound();
  }

  /** Closes the channel; fails if anything is left of what was played. */
  void settle(String what) {
    channel.close();
    channel.runPendingTasks();
    channel.releaseInbound();
    channel.releaseOutbound();
    writes.forEach(write -> failures.add(write.cause()));
    long pending = writes.stream().filter(write -> !write.isDone()).count();
    boolean counted = failures.stream().noneMatch(LeakStage::isReferenceCountError) && pending == 0;
    if (!counted) {
      throw new AssertionError(what + ": " + pending + " writes pending, failures " + failures);
    }
    try {
      allocator.assertNothingLeft();
      own.assertNothingLeft();
    } catch (AssertionError e) {
      throw new AssertionError(what + ": " + failures, e);
    }
  }

  static boolean isReferenceCountError(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof IllegalReferenceCountException) {
        return true;
      }
    }
    return false;
  }

  /** Sends back what it gets. */
  static final class Echo extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
      if (msg instanceof Message message) {
        ctx.write(Message.of(message.header().with("echo", 1), message.body()));
      } else {
        ctx.write(msg);
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      ctx.flush();
      ctx.fireChannelReadComplete();
    }
  }

  /** Sends on what it gets, as it is. */
  static final class Relay extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
      ctx.writeAndFlush(msg);
    }
  }

  private final class Recorder extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
      ReferenceCountUtil.release(msg);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      failures.add(cause);
    }
  }
}
