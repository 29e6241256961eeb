package io.cleave.exchange;

import static java.util.Objects.requireNonNull;

import io.cleave.body.Body;
import io.cleave.header.Header;
import io.cleave.header.HeaderException;
import io.cleave.header.HeaderLimits;
import io.cleave.header.HeaderTemplate;
import io.cleave.metrics.ConnectionMetrics;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.FileRegion;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Writes messages one behind the other into one buffer, and flushes when it is full and at the end
 * of a turn of the event loop.
 *
 * <pre>{@code
 * | length | header | body | length | header | body | ...      the batch, until it is full
 * }</pre>
 *
 * <p><b>Threading.</b> On the event loop.
 */
final class BatchWriter {
  /** Up to here a body is copied behind its header: one buffer is cheaper than two. */
  private static final int COPIED = 4 << 10;

  /** So full a batch goes to the socket at once: the peer works on it while the next one fills. */
  private static final int FULL_BATCH = 16 << 10;

  private static final int USUAL_HEADER = 256;
  private static final int SMALLEST_BATCH = 512;
  private static final int LARGEST_BATCH = FULL_BATCH + COPIED + USUAL_HEADER;

  private final ChannelHandlerContext ctx;
  private final ConnectionMetrics metrics;
  private final Runnable flushLater = this::flushIfAsked;
  private HeaderLimits limits = HeaderLimits.DEFAULT.withMaxLength(Hello.MIN_HEADER);
  private boolean reading;
  private boolean flushAsked;

  private @Nullable ByteBuf batch;
  private @Nullable ChannelPromise batchSent; // made when somebody asks
  private @Nullable ChannelFuture lastSent;
  private int usualBatch = SMALLEST_BATCH;
  private int start; // of the message that is being written, in the batch

  private int messages;
  private long bytes;
  private long bodyBytes;

  BatchWriter(ChannelHandlerContext ctx, ConnectionMetrics metrics) {
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
  void write(Header header) {
    write(header, Unpooled.EMPTY_BUFFER);
  }

  /**
   * A message.
   *
   * @param body a {@link ByteBuf} or a {@link FileRegion}, which now belongs to the writer
   * @throws HeaderException if the peer would refuse the header; nothing was written then
   */
  void write(Header header, Object body) {
    long length = lengthOf(body);
    try {
      ByteBuf out = begin(length);
      Header whole = length == 0 ? header : header.with(Fields.BODY_SIZE, length);
      whole.writeTo(out, limits);
      copy(out, body, length);
    } catch (Throwable failure) { // no memory, too: half a message must not stay
      takeBack(body);
      throw failure;
    }
    end(body, length);
  }

  /**
   * A message whose header is known but for its id, the length of its body and some more fields.
   *
   * @param body in memory; now belongs to the writer
   * @throws HeaderException if the peer would refuse the header; nothing was written then
   */
  void write(HeaderTemplate header, long id, Header more, Body body) {
    ByteBuf content = body.content();
    int length = content.readableBytes();
    try {
      ByteBuf out = begin(length);
      header.writeTo(out, limits, id, more, length);
      copy(out, content, length);
    } catch (Throwable failure) {
      takeBack(body);
      throw failure;
    }
    end(content, length);
  }

  static long lengthOf(Object body) {
    return body instanceof FileRegion region ? region.count() : ((ByteBuf) body).readableBytes();
  }

  private ByteBuf begin(long bodyLength) {
    ByteBuf out = batch;
    start = out == null ? 0 : out.writerIndex();
    if (out == null) {
      int least = USUAL_HEADER + (bodyLength <= COPIED ? (int) bodyLength : 0);
      out = ctx.alloc().ioBuffer(Math.max(usualBatch, least));
      batch = out;
    }
    out.writeLongLE(0); // the length of the header, once it is written
    return out;
  }

  private static boolean isCopied(Object body, long length) {
    return length <= COPIED && body instanceof ByteBuf;
  }

  private void copy(ByteBuf out, Object body, long length) {
    out.setLongLE(start, out.writerIndex() - start - Long.BYTES);
    if (isCopied(body, length)) {
      ByteBuf content = (ByteBuf) body;
      out.writeBytes(content, content.readerIndex(), (int) length);
    }
  }

  private void takeBack(Object body) {
    ByteBuf out = batch;
    if (out != null) {
      out.writerIndex(start);
      if (start == 0) {
        out.release();
        batch = null;
      }
    }
    ReferenceCountUtil.release(body);
  }

  private void end(Object body, long length) {
    ByteBuf out = requireNonNull(batch);
    boolean copied = isCopied(body, length);
    messages++;
    bytes += out.writerIndex() - start + (copied ? 0 : length);
    bodyBytes += length;
    flushSoon();
    if (copied) {
      ReferenceCountUtil.release(body);
      if (out.readableBytes() >= FULL_BATCH) {
        pass();
        ctx.flush();
      }
    } else {
      pass();
      lastSent = ctx.write(body);
    }
  }

  /** Hands the channel what was written until now. */
  void pass() {
    ByteBuf written = batch;
    if (written == null) {
      return;
    }
    batch = null;
    ChannelPromise sent = batchSent == null ? ctx.newPromise() : batchSent;
    batchSent = null;
    lastSent = sent;
    usualBatch = Math.min(LARGEST_BATCH, Math.max(SMALLEST_BATCH, 2 * written.readableBytes()));
    ctx.write(written, sent);
  }

  /** Done when the socket has taken all that was written until now. */
  ChannelFuture sent() {
    if (batch == null) {
      return lastSent == null ? ctx.newSucceededFuture() : lastSent;
    }
    if (batchSent == null) {
      batchSent = ctx.newPromise();
    }
    return batchSent;
  }

  /** Calls when the socket has taken all that was written until now. */
  void whenSent(Runnable action) {
    flush();
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
        ctx.executor().execute(flushLater);
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
    pass();
    ctx.flush();
  }
}
