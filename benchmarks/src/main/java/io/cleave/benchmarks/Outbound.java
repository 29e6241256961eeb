package io.cleave.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;

/**
 * A pipeline with a handler next to the socket that takes every buffer as a socket would: it
 * releases it and keeps the promise. What one buffer more or less costs in the system call is not
 * seen here.
 */
public final class Outbound {
  private final Sink sink = new Sink();
  private final EmbeddedChannel channel;

  /** A pipeline of these handlers, in the order of the pipeline. */
  public Outbound(ChannelHandler... handlers) {
    this.channel = new EmbeddedChannel();
    channel.pipeline().addLast(sink).addLast(handlers);
  }

  /** Writes from the far end of the pipeline; the channel itself would ask for the time. */
  public void write(Object msg) {
    channel.pipeline().write(msg);
  }

  /**
   * Flushes.
   *
   * @return how many bytes have left so far
   */
  public long flush() {
    channel.pipeline().flush();
    return sink.bytes;
  }

  /** Closes. */
  public void close() {
    channel.finishAndReleaseAll();
  }

  /** The bytes that such a pipeline makes of one message. */
  public static byte[] encodedBy(Object msg, ChannelHandler... handlers) {
    EmbeddedChannel channel = new EmbeddedChannel(handlers);
    channel.writeOutbound(msg);
    ByteBuf all = ByteBufAllocator.DEFAULT.buffer();
    for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      all.writeBytes(part);
      part.release();
    }
    byte[] bytes = new byte[all.readableBytes()];
    all.readBytes(bytes);
    all.release();
    return bytes;
  }

  private static final class Sink extends ChannelOutboundHandlerAdapter {
    private long bytes;

    @Override
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
      ByteBuf buffer = (ByteBuf) msg;
      bytes += buffer.readableBytes();
      buffer.release();
      promise.trySuccess();
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {}
  }
}
