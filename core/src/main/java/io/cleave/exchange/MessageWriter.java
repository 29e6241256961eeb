package io.cleave.exchange;

import io.cleave.header.Header;
import io.cleave.header.HeaderException;
import io.cleave.header.HeaderLimits;
import io.cleave.metrics.ConnectionMetrics;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.FileRegion;
import io.netty.util.ReferenceCountUtil;

/**
 * Writes messages, and flushes once for all that is written in one turn of the event loop.
 *
 * <p><b>Threading.</b> On the event loop.
 */
final class MessageWriter {
  /** Up to here a body is copied behind its header: one buffer is cheaper than two. */
  private static final int COPIED = 4 << 10;

  private static final int USUAL_HEADER = 192;

  private final ChannelHandlerContext ctx;
  private final ConnectionMetrics metrics;
  private HeaderLimits limits = HeaderLimits.DEFAULT.withMaxLength(Hello.MIN_HEADER);
  private boolean reading;
  private boolean flushAsked;
  private int messages;
  private long bytes;
  private long bodyBytes;

  MessageWriter(ChannelHandlerContext ctx, ConnectionMetrics metrics) {
    this.ctx = ctx;
    this.metrics = metrics;
  }

  ChannelHandlerContext ctx() {
    return ctx;
  }

  /** From now on the peer takes headers of that length. */
  void headersUpTo(int length) {
    limits = HeaderLimits.DEFAULT.withMaxLength(Math.min(length, HeaderLimits.DEFAULT.maxLength()));
  }

  boolean isWritable() {
    return ctx.channel().isWritable();
  }

  /** A message without body. */
  ChannelFuture write(Header header) {
    return write(header, Unpooled.EMPTY_BUFFER);
  }

  /**
   * A message.
   *
   * @param body a {@link ByteBuf} or a {@link FileRegion}, which now belongs to the writer
   * @throws HeaderException if the peer would refuse the header; nothing was written then
   */
  ChannelFuture write(Header header, Object body) {
    long length = lengthOf(body);
    ByteBuf head;
    try {
      head = encode(length == 0 ? header : header.with(Fields.BODY_SIZE, length), body, length);
    } catch (RuntimeException refused) {
      ReferenceCountUtil.release(body);
      throw refused;
    }
    messages++;
    bytes += head.readableBytes();
    bodyBytes += length;
    flushSoon();
    if (length <= COPIED && body instanceof ByteBuf) {
      ReferenceCountUtil.release(body);
      return ctx.write(head);
    }
    bytes += length;
    ctx.write(head);
    return ctx.write(body);
  }

  static long lengthOf(Object body) {
    return body instanceof FileRegion region ? region.count() : ((ByteBuf) body).readableBytes();
  }

  private ByteBuf encode(Header header, Object body, long length) {
    boolean copied = length <= COPIED && body instanceof ByteBuf;
    ByteBuf out = ctx.alloc().ioBuffer(Long.BYTES + USUAL_HEADER + (copied ? (int) length : 0));
    try {
      out.writeLongLE(0);
      header.writeTo(out, limits);
      out.setLongLE(0, out.writerIndex() - Long.BYTES);
      if (copied) {
        ByteBuf source = (ByteBuf) body;
        out.writeBytes(source, source.readerIndex(), (int) length);
      }
      return out;
    } catch (RuntimeException refused) {
      out.release();
      throw refused;
    }
  }

  /** Calls when the socket has taken all that was written until now. */
  void whenSent(Runnable action) {
    ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> action.run());
  }

  /** What is written while a read goes on is flushed at its end. */
  void readBegins() {
    reading = true;
  }

  void readEnds() {
    reading = false;
    if (flushAsked) {
      flush();
    }
  }

  private void flushSoon() {
    if (!flushAsked) {
      flushAsked = true;
      if (!reading) {
        ctx.executor().execute(this::flushIfAsked);
      }
    }
  }

  private void flushIfAsked() {
    if (flushAsked && !reading) {
      flush();
    }
  }

  void flush() {
    flushAsked = false;
    if (messages > 0) {
      metrics.messagesSent(messages, bodyBytes);
      metrics.bytesSent(bytes);
      messages = 0;
      bytes = 0;
      bodyBytes = 0;
    }
    ctx.flush();
  }
}
