package io.cleave.testing;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts what passes it, both ways, and passes everything on.
 *
 * <p><b>Threading.</b> The counts may be read from any thread.
 */
public final class CountingHandler extends ChannelDuplexHandler {

  private final AtomicInteger messages = new AtomicInteger();
  private final AtomicInteger exceptions = new AtomicInteger();
  private final AtomicInteger readCompletes = new AtomicInteger();
  private final AtomicInteger reads = new AtomicInteger();
  private final AtomicInteger writes = new AtomicInteger();
  private final AtomicInteger flushes = new AtomicInteger();
  private final AtomicInteger inactives = new AtomicInteger();

  /** Messages that came in. */
  public int messages() {
    return messages.get();
  }

  /** Exceptions that came in. */
  public int exceptions() {
    return exceptions.get();
  }

  /** How often a read was completed. */
  public int readCompletes() {
    return readCompletes.get();
  }

  /** How often more was asked for. */
  public int reads() {
    return reads.get();
  }

  /** Messages that went out. */
  public int writes() {
    return writes.get();
  }

  /** Flushes that went out. */
  public int flushes() {
    return flushes.get();
  }

  /** How often the channel was reported closed. */
  public int inactives() {
    return inactives.get();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    messages.incrementAndGet();
    ctx.fireChannelRead(message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    readCompletes.incrementAndGet();
    ctx.fireChannelReadComplete();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    exceptions.incrementAndGet();
    ctx.fireExceptionCaught(cause);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    inactives.incrementAndGet();
    ctx.fireChannelInactive();
  }

  @Override
  public void read(ChannelHandlerContext ctx) {
    reads.incrementAndGet();
    ctx.read();
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    writes.incrementAndGet();
    ctx.write(message, promise);
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    flushes.incrementAndGet();
    ctx.flush();
  }
}
