package io.cleave.message;

import static java.util.Objects.requireNonNull;

import io.cleave.body.Body;
import io.cleave.body.BodyLengthException;
import io.cleave.body.BodySource;
import io.cleave.frame.WriteBatch;
import io.cleave.header.Header;
import io.cleave.metrics.ConnectionMetrics;
import io.cleave.wire.LengthField;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * Writes messages: a {@link Message} with any {@link Body}, or a {@link MessageStart} and its
 * {@link BodyChunk}s.
 *
 * <pre>{@code
 * MessageFormat.of("<HB")
 *
 * BEFORE ENCODE                         AFTER ENCODE
 * +-----------------------+             +----------+-----------------+-------+
 * | Message: {}, body "hi"|    ---->    | 0f 00 00 | {"body_size":2} | 68 69 |
 * +-----------------------+             +----------+-----------------+-------+
 * }</pre>
 *
 * <p>The header's body length key is put in when it is missing, and must agree when it is there. A
 * message that the decoder of the same format would refuse fails its write before a byte leaves,
 * and the connection lives. A body that gives fewer or more bytes than announced fails its write
 * with {@link BodyLengthException}, and the connection closes, because the bytes behind would be
 * read as something else.
 *
 * <p>Messages with a short body leave in one buffer, up to 32 KiB of them, with the next flush or
 * when something follows that is none of them.
 *
 * <p>A file or a stream is pulled while the channel is writable, so it takes constant memory;
 * messages written meanwhile wait behind it, up to 1 000 and up to 8 MiB: a write that would be
 * above that fails, and the connection lives. Once flushed, it goes on by itself.
 *
 * <p><b>Threading.</b> One instance per channel; runs on its event loop.
 *
 * <p><b>Ownership.</b> Takes what is written: released when written, and when the write fails.
 */
public final class MessageEncoder extends ChannelDuplexHandler {
  /** Up to here one copy costs less than a second buffer on its way to the socket. */
  private static final int LARGEST_COPIED = 1024;

  private final MessageFormat format;
  private final ConnectionMetrics metrics;
  private final BodyPump.Owner owner = new PumpOwner();
  private final WaitingWrites waiting = new WaitingWrites();
  private final WriteBatch batch = new WriteBatch();
  private @Nullable BodyPump pump;
  private @Nullable MessageStart started;
  private long chunked;
  private boolean goingOn;
  private boolean flushAsked;

  /** A body was cut off: the peer would take whatever came now for its rest. */
  private boolean broken;

  private int messages;
  private long bodyBytes;
  private long bytes;

  /** An encoder for one channel. */
  public MessageEncoder(MessageFormat format) {
    this(format, ConnectionMetrics.NONE);
  }

  /** An encoder for one channel that counts into {@code metrics}. */
  public MessageEncoder(MessageFormat format, ConnectionMetrics metrics) {
    this.format = requireNonNull(format, "format");
    this.metrics = requireNonNull(metrics, "metrics");
    format.requireHeaderFirst("MessageEncoder");
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
    if (pump != null || goingOn) {
      waiting.add(msg, promise);
      return;
    }
    goingOn = true; // what is written from within must not come between two parts of this
    try {
      writeNow(ctx, msg, promise);
    } finally {
      goingOn = false;
    }
    if (flushAsked || !waiting.isEmpty()) {
      writeWaiting(ctx);
    }
  }

  private void writeNow(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
    if (broken) {
      refuse(msg, promise, new ClosedChannelException());
    } else if (msg instanceof MessageEvent event) {
      writeEvent(ctx, event, promise);
    } else {
      batch.send(ctx);
      ctx.write(msg, promise);
    }
  }

  private static void refuse(Object msg, ChannelPromise promise, Throwable cause) {
    ReferenceCountUtil.safeRelease(msg);
    promise.tryFailure(cause);
  }

  private void writeEvent(ChannelHandlerContext ctx, MessageEvent event, ChannelPromise promise) {
    if (!promise.setUncancellable()) { // from here on half a message could be cancelled
      ReferenceCountUtil.safeRelease(event);
      return;
    }
    try {
      if (event instanceof Message message) {
        requireNoneStarted();
        writeMessage(ctx, message, promise);
      } else if (event instanceof MessageStart start) {
        requireNoneStarted();
        batch.send(ctx);
        writeStart(ctx, start, promise);
      } else {
        writeChunk(ctx, (BodyChunk) event, promise);
      }
    } catch (Throwable failure) {
      refuse(event, promise, failure);
    }
  }

  private void requireNoneStarted() {
    if (started != null) {
      throw new IllegalStateException(
          "message: a new one after "
              + chunked
              + " bytes of a body (expected: all "
              + started.bodyLength()
              + " of them, in chunks, first)");
    }
  }

  private void writeMessage(ChannelHandlerContext ctx, Message message, ChannelPromise promise)
      throws IOException {
    Body body = message.body();
    Header header = message.header();
    Headers.requireBodyLength(header, body.length(), format);
    if (body.isInMemory() && body.length() <= LARGEST_COPIED) {
      writeTogether(ctx, header, body, promise);
      return;
    }
    batch.send(ctx);
    if (body.isInMemory()) {
      writeUncopied(ctx, header, body, promise);
    } else {
      writePulled(ctx, header, body, promise);
    }
  }

  /** Behind the small ones that were written since the last flush. */
  private void writeTogether(
      ChannelHandlerContext ctx, Header header, Body body, ChannelPromise promise) {
    LengthField field = format.lengthField();
    ByteBuf out = batch.room(ctx, Headers.usualLength(field, body.length()));
    int start = out.writerIndex();
    try {
      Headers.append(header, body.length(), format, field, out);
      body.writeTo(out);
    } catch (Throwable failure) {
      batch.takeBack(start);
      throw failure;
    }
    bytes += out.writerIndex() - start - body.length();
    count(1, body.length());
    body.release();
    batch.promise(promise);
    if (broken || ctx.isRemoved()) {
      batch.send(ctx); // it was made room for by a write that ended the channel
    }
  }

  private void writeUncopied(
      ChannelHandlerContext ctx, Header header, Body body, ChannelPromise promise)
      throws IOException {
    ByteBuf content = Headers.slice(body, ctx);
    ByteBuf head;
    try {
      head = encodeHead(ctx, header, body.length());
    } catch (Throwable failure) {
      content.release();
      throw failure;
    }
    count(1, body.length());
    body.release();
    ctx.write(head).addListener(breakUnlessWritten(ctx));
    ctx.write(content, promise.unvoid().addListener(breakUnlessWritten(ctx)));
  }

  private void writePulled(
      ChannelHandlerContext ctx, Header header, Body body, ChannelPromise promise)
      throws IOException {
    BodySource source = body.open(ctx);
    ByteBuf head;
    try {
      head = encodeHead(ctx, header, body.length());
    } catch (Throwable failure) {
      source.close();
      throw failure;
    }
    body.release();
    BodyPump pump = new BodyPump(ctx, source, promise, owner);
    this.pump = pump;
    pump.start(head);
  }

  private ByteBuf encodeHead(ChannelHandlerContext ctx, Header header, long bodyLength) {
    LengthField field = format.lengthField();
    ByteBuf head = Headers.encode(ctx, header, bodyLength, format, field, 0, Body.empty());
    bytes += head.readableBytes();
    return head;
  }

  private void writeStart(ChannelHandlerContext ctx, MessageStart start, ChannelPromise promise) {
    Headers.requireBodyLength(start.header(), start.bodyLength(), format);
    ByteBuf head = encodeHead(ctx, start.header(), start.bodyLength());
    started = start;
    chunked = 0;
    ctx.write(head, promise.unvoid().addListener(breakUnlessWritten(ctx)));
  }

  private void writeChunk(ChannelHandlerContext ctx, BodyChunk chunk, ChannelPromise promise) {
    MessageStart start = started;
    if (start == null) {
      throw new IllegalStateException("chunk: without a message (expected: a MessageStart first)");
    }
    int length = chunk.content().readableBytes();
    long missing = start.bodyLength() - chunked;
    if (length > missing || (chunk.isLast() && length < missing)) {
      breakOff(ctx);
      throw new BodyLengthException(start.bodyLength(), chunked + length);
    }
    chunked += length;
    if (chunk.isLast()) {
      started = null;
    }
    count(chunk.isLast() ? 1 : 0, length);
    ctx.write(chunk.content(), promise.unvoid().addListener(breakUnlessWritten(ctx)));
  }

  /** For what would leave half a message behind if it were lost. */
  private ChannelFutureListener breakUnlessWritten(ChannelHandlerContext ctx) {
    return written -> {
      if (!written.isSuccess()) {
        breakOff(ctx);
      }
    };
  }

  private void count(int messages, long bodyBytes) {
    this.messages += messages;
    this.bodyBytes += bodyBytes;
    this.bytes += bodyBytes;
  }

  /** Behind a body, what has waited for it, up to the next body that has to be pulled. */
  private void goOn(ChannelHandlerContext ctx) {
    pump = null;
    if (!goingOn) { // else whoever set it goes on
      writeWaiting(ctx);
    }
  }

  private void writeWaiting(ChannelHandlerContext ctx) {
    goingOn = true; // what is written from within takes its place behind the others
    while (pump == null) {
      WaitingWrites.Waiting next = waiting.poll();
      if (next == null) {
        break;
      }
      writeNow(ctx, next.msg(), next.promise());
    }
    goingOn = false;
    if (flushAsked) {
      flush(ctx);
    }
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    batch.endTurn(ctx);
    flushAsked = pump != null || goingOn; // also for what can only be written later
    if (bytes > 0) {
      if (messages > 0 || bodyBytes > 0) {
        metrics.messagesSent(messages, bodyBytes);
      }
      metrics.bytesSent(bytes);
      messages = 0;
      bodyBytes = 0;
      bytes = 0;
    }
    ctx.flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (pump != null) {
      pump.pull();
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    breakOff(ctx);
    ctx.fireChannelInactive();
  }

  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    batch.send(ctx); // and fails, as whatever has not been flushed
    ctx.close(promise);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    batch.send(ctx);
    if (pump != null) {
      breakOff(ctx);
    }
  }

  /** Ends the channel, and everything that was to follow. */
  private void breakOff(ChannelHandlerContext ctx) {
    broken = true;
    batch.send(ctx);
    BodyPump cut = pump;
    pump = null;
    ClosedChannelException closed = new ClosedChannelException();
    if (cut != null) {
      cut.fail(closed);
    }
    for (WaitingWrites.Waiting next = waiting.poll(); next != null; next = waiting.poll()) {
      refuse(next.msg(), next.promise(), closed);
    }
    ctx.close();
  }

  /** What a body that is being pulled tells its encoder. */
  private final class PumpOwner implements BodyPump.Owner {
    @Override
    public void count(long bodyBytes) {
      MessageEncoder.this.count(0, bodyBytes);
    }

    @Override
    public void pulled(ChannelHandlerContext ctx) {
      if (flushAsked) {
        flush(ctx);
      }
    }

    @Override
    public void pumped(ChannelHandlerContext ctx) {
      MessageEncoder.this.count(1, 0);
      goOn(ctx);
    }

    @Override
    public void failed(ChannelHandlerContext ctx, ChannelPromise promise, Throwable cause) {
      broken = true; // before anybody hears of it and writes again
      promise.tryFailure(cause);
      breakOff(ctx);
    }
  }
}
