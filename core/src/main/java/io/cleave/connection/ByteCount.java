package io.cleave.connection;

import io.cleave.metrics.ConnectionMetrics;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;

/** Counts the bytes of a connection, or of one direction, that has no codec to count them. */
final class ByteCount extends ChannelDuplexHandler {
  private final ConnectionMetrics metrics;
  private final boolean countsIn;
  private final boolean countsOut;
  private long written;

  private ByteCount(ConnectionMetrics metrics, boolean countsIn, boolean countsOut) {
    this.metrics = metrics;
    this.countsIn = countsIn;
    this.countsOut = countsOut;
  }

  static ByteCount bothWays(ConnectionMetrics metrics) {
    return new ByteCount(metrics, true, true);
  }

  static ByteCount inbound(ConnectionMetrics metrics) {
    return new ByteCount(metrics, true, false);
  }

  static ByteCount outbound(ConnectionMetrics metrics) {
    return new ByteCount(metrics, false, true);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    if (countsIn && msg instanceof ByteBuf bytes) {
      metrics.bytesReceived(bytes.readableBytes());
    }
    ctx.fireChannelRead(msg);
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
    if (countsOut && msg instanceof ByteBuf bytes) {
      written += bytes.readableBytes();
    }
    ctx.write(msg, promise);
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    if (written > 0) {
      metrics.bytesSent(written);
      written = 0;
    }
    ctx.flush();
  }
}
