package io.cleave.message;

import static java.util.Objects.requireNonNull;

import io.cleave.body.Body;
import io.cleave.body.BodyLengthException;
import io.cleave.body.BodySource;
import io.cleave.header.Header;
import io.cleave.metrics.ConnectionMetrics;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
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
 * <p>A file or a stream is pulled while the channel is writable, so it takes constant memory;
 * messages written meanwhile wait behind it. Once flushed, it goes on by itself.
 *
 * <p><b>Threading.</b> One instance per channel; runs on its event loop.
 *
 * <p><b>Ownership.</b> Takes what is written: released when written, and when the write fails.
 */
public final class MessageEncoder extends ChannelDuplexHandler {
  /** Up to here one copy costs less than a second buffer on its way to the socket. */
  private static final int LARGEST_COPIED = 1024;

  private record Waiting(Object msg, ChannelPromise promise) {}

  private final MessageFormat format;
  private final ConnectionMetrics metrics;
  private final BodyPump.Listener listener =
      new BodyPump.Listener() {
        @Override
        public void pumped(ChannelHandlerContext ctx) {
          goOn(ctx);
        }

        @Override
        public void pumpFailed(ChannelHandlerContext ctx) {
          abandon();
        }
      };
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private @Nullable BodyPump pump;
  private @Nullable MessageStart started;
  private long chunked;
  private boolean goingOn;
  private boolean flushAsked;
  private int messages;
  private long bodyBytes;

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
    if (pump != null) {
      waiting.add(new Waiting(msg, promise));
    } else {
      writeNow(ctx, msg, promise);
    }
  }

  private void writeNow(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
    if (!(msg instanceof MessageEvent event)) {
      ctx.write(msg, promise);
      return;
    }
    try {
      if (event instanceof BodyChunk chunk) {
        writeChunk(ctx, chunk, promise);
      } else {
        requireNoneStarted();
        if (event instanceof Message message) {
          writeMessage(ctx, message, promise);
        } else {
          writeStart(ctx, (MessageStart) event, promise);
        }
      }
    } catch (Throwable failure) {
      ReferenceCountUtil.release(msg);
      promise.tryFailure(failure);
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
    Header header = Headers.withBodyLength(message.header(), body.length(), format);
    if (body.isInMemory()) {
      writeInMemory(ctx, header, body, promise);
      return;
    }
    BodySource source = body.open(ctx);
    ByteBuf head;
    try {
      head = encodeHeader(ctx, header, 0);
    } catch (Throwable failure) {
      source.close();
      throw failure;
    }
    count(1, body.length());
    body.release();
    ctx.write(head);
    BodyPump pump = new BodyPump(ctx, source, promise, listener);
    this.pump = pump;
    pump.pull();
  }

  private void writeInMemory(
      ChannelHandlerContext ctx, Header header, Body body, ChannelPromise promise) {
    ByteBuf bytes = body.content();
    int length = bytes.readableBytes();
    boolean together = length <= LARGEST_COPIED;
    ByteBuf head = encodeHeader(ctx, header, together ? length : 0);
    count(1, length);
    if (together) {
      head.writeBytes(bytes, bytes.readerIndex(), length);
      body.release();
      ctx.write(head, promise);
    } else {
      ctx.write(head); // if this fails, the channel is closed and the next write says so
      ctx.write(bytes, promise);
    }
  }

  private ByteBuf encodeHeader(ChannelHandlerContext ctx, Header header, int more) {
    return Headers.encode(ctx.alloc(), header, format, format.lengthField(), 0, more);
  }

  private void writeStart(ChannelHandlerContext ctx, MessageStart start, ChannelPromise promise) {
    Header header = Headers.withBodyLength(start.header(), start.bodyLength(), format);
    ByteBuf head = encodeHeader(ctx, header, 0);
    started = start;
    chunked = 0;
    ctx.write(head, promise);
  }

  private void writeChunk(ChannelHandlerContext ctx, BodyChunk chunk, ChannelPromise promise) {
    MessageStart start = started;
    if (start == null) {
      throw new IllegalStateException("chunk: without a message (expected: a MessageStart first)");
    }
    int length = chunk.content().readableBytes();
    long total = chunked + length;
    boolean wrong = total > start.bodyLength() || (chunk.isLast() && total < start.bodyLength());
    if (wrong) {
      ctx.close();
      throw new BodyLengthException(start.bodyLength(), total);
    }
    chunked = total;
    if (chunk.isLast()) {
      started = null;
    }
    count(chunk.isLast() ? 1 : 0, length);
    ctx.write(chunk.content(), promise);
  }

  private void count(int messages, long bodyBytes) {
    this.messages += messages;
    this.bodyBytes += bodyBytes;
  }

  private void goOn(ChannelHandlerContext ctx) {
    pump = null;
    if (goingOn) {
      return; // the loop below sees it
    }
    goingOn = true;
    while (pump == null && !waiting.isEmpty()) {
      Waiting next = waiting.remove();
      writeNow(ctx, next.msg(), next.promise());
    }
    goingOn = false;
    if (flushAsked) {
      flush(ctx);
    }
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    if (messages > 0 || bodyBytes > 0) {
      metrics.messagesSent(messages, bodyBytes);
      count(-messages, -bodyBytes);
    }
    flushAsked = pump != null;
    if (pump != null) {
      pump.flushFromNowOn();
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
    abandon();
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    abandon();
  }

  private void abandon() {
    ClosedChannelException closed = new ClosedChannelException();
    for (Waiting next = waiting.poll(); next != null; next = waiting.poll()) {
      ReferenceCountUtil.release(next.msg());
      next.promise().tryFailure(closed);
    }
    BodyPump cut = pump;
    pump = null;
    if (cut != null) {
      cut.fail(closed);
    }
  }
}
