package io.cleave.message;

import static java.util.Objects.requireNonNull;

import io.cleave.body.Body;
import io.cleave.frame.FrameTooLongException;
import io.cleave.frame.Refusal;
import io.cleave.header.Header;
import io.cleave.metrics.ConnectionMetrics;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Puts the parts of long messages together, for handlers that want them whole.
 *
 * <pre>{@code
 * BEFORE                                            AFTER
 * +--------------+-----------+-----------+------+         +---------+
 * | MessageStart | BodyChunk | BodyChunk | last |  ---->  | Message |
 * +--------------+-----------+-----------+------+         +---------+
 * }</pre>
 *
 * <p>A body above the limit is refused when it is announced: {@link FrameTooLongException}, nothing
 * delivered behind it, and the connection closes as {@link Refusal} says. Memory grows with what
 * has come, not with what was announced.
 *
 * <p><b>Threading.</b> One instance per channel, behind a {@link MessageDecoder}; runs on its event
 * loop.
 *
 * <p><b>Ownership.</b> The receiver releases each message. Chunks are copied, so that many small
 * reads do not keep many large buffers alive.
 */
public final class MessageAggregator extends ChannelDuplexHandler {
  /** The longest body put together, unless another limit is set, in bytes: 1 MiB. */
  public static final int DEFAULT_MAX_BODY_LENGTH = 1 << 20;

  private static final int FIRST_CAPACITY = 16 << 10;

  private final int maxBodyLength;
  private final ConnectionMetrics metrics;
  private Header header = Header.empty();
  private @Nullable ByteBuf body;
  private boolean dead;
  private boolean demanded;

  /** An aggregator with the {@link #DEFAULT_MAX_BODY_LENGTH}. */
  public MessageAggregator() {
    this(DEFAULT_MAX_BODY_LENGTH);
  }

  /**
   * An aggregator.
   *
   * @param maxBodyLength the longest body put together, in bytes, 0..2^31-9
   */
  public MessageAggregator(int maxBodyLength) {
    this(maxBodyLength, ConnectionMetrics.NONE);
  }

  /**
   * An aggregator that counts into {@code metrics}.
   *
   * @param maxBodyLength the longest body put together, in bytes, 0..2^31-9
   */
  public MessageAggregator(int maxBodyLength, ConnectionMetrics metrics) {
    this.metrics = requireNonNull(metrics, "metrics");
    if (maxBodyLength < 0 || maxBodyLength > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "maxBodyLength: " + maxBodyLength + " (expected: 0.." + (Integer.MAX_VALUE - 8) + ")");
    }
    this.maxBodyLength = maxBodyLength;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    if (dead) {
      ReferenceCountUtil.release(msg);
    } else if (msg instanceof MessageStart start) {
      begin(ctx, start);
    } else if (msg instanceof BodyChunk chunk) {
      add(ctx, chunk);
    } else if (msg instanceof Message message && message.body().length() > maxBodyLength) {
      long length = message.body().length();
      message.release();
      refuse(ctx, new FrameTooLongException("body", length, maxBodyLength, ""));
    } else {
      demanded = false;
      ctx.fireChannelRead(msg);
    }
  }

  private void begin(ChannelHandlerContext ctx, MessageStart start) {
    if (start.bodyLength() > maxBodyLength) {
      refuse(ctx, new FrameTooLongException("body", start.bodyLength(), maxBodyLength, ""));
      return;
    }
    drop();
    try {
      body = ctx.alloc().buffer((int) Math.min(start.bodyLength(), FIRST_CAPACITY));
      header = start.header();
    } catch (Throwable failure) {
      refuse(ctx, failure);
    }
  }

  private void add(ChannelHandlerContext ctx, BodyChunk chunk) {
    try {
      append(chunk.content());
    } catch (Throwable failure) {
      refuse(ctx, failure);
      return;
    } finally {
      chunk.release();
    }
    ByteBuf whole = body;
    if (chunk.isLast() && whole != null) {
      Message message = Message.of(header, Body.of(whole));
      body = null;
      header = Header.empty();
      demanded = false;
      ctx.fireChannelRead(message);
    }
  }

  private void append(ByteBuf chunk) {
    ByteBuf partial = body;
    if (partial == null) {
      throw new IllegalStateException("chunk: without a message (expected: a MessageStart first)");
    }
    long length = (long) partial.readableBytes() + chunk.readableBytes();
    if (length > maxBodyLength) {
      throw new FrameTooLongException("body", length, maxBodyLength, "");
    }
    partial.writeBytes(chunk);
  }

  /** Half a body is no message, and what comes behind it could be taken for its rest. */
  private void refuse(ChannelHandlerContext ctx, Throwable cause) {
    dead = true;
    drop();
    Refusal.refuse(ctx, cause, metrics);
  }

  @Override
  public void read(ChannelHandlerContext ctx) {
    demanded = !ctx.channel().config().isAutoRead();
    ctx.read();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    ctx.fireChannelReadComplete();
    if (demanded && body != null && !ctx.channel().config().isAutoRead()) {
      ctx.read(); // a message was asked for, and only parts of it have come
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    drop();
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    drop();
  }

  private void drop() {
    ByteBuf partial = body;
    body = null;
    if (partial != null) {
      partial.release();
    }
  }
}
