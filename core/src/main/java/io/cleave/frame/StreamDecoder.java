package io.cleave.frame;

import static java.util.Objects.requireNonNull;

import io.cleave.metrics.ConnectionMetrics;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.CodecException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What every decoder of a byte stream does around its one step: keeps the bytes that are not used
 * yet, delivers only what is asked for, says when the stream ends too early, and is dead behind a
 * bad byte.
 *
 * <pre>{@code
 *  read n-1      read n                              read n+1
 * | ... fra | | me | frame | frame | frame | fra |  | ...
 *       |__copied__|       |___where they lie____|
 * }</pre>
 *
 * <p>Only a frame that lies across two reads is copied together; all others are decoded where they
 * lie. At most twice what has come is allocated, never what a length promises.
 *
 * <ul>
 *   <li><b>Demand.</b> With {@code setAutoRead(false)} each {@code read()} delivers one event, from
 *       bytes already here if there are any; bytes behind it wait.
 *   <li><b>Refusal.</b> Behind an exception out of {@link #decode} nothing is delivered: {@link
 *       Refusal}.
 *   <li><b>Close.</b> Behind a {@code close()} that came through here nothing is delivered either.
 *   <li><b>End of stream.</b> Whole events are delivered, what is left is a {@link #truncation}; an
 *       input shutdown waits for demand, {@code channelInactive} does not.
 *   <li><b>Removal.</b> Bytes not used, and a held back event, go to the next handler.
 * </ul>
 *
 * <p><b>Threading.</b> One instance per channel; runs on its event loop. <b>Ownership.</b> Takes
 * the buffers it is handed; what it emits belongs to the next handler.
 */
public abstract class StreamDecoder extends ChannelDuplexHandler {
  private final ConnectionMetrics metrics;
  private @Nullable ChannelConfig config;

  private Backlog backlog = Backlog.EMPTY; // until something comes
  private boolean over; // closed here, refused, or at its end: nothing more is delivered
  private boolean starved; // the last step could not be taken: wanted() says what it takes
  private boolean demanded;
  private boolean decoding;
  private boolean disturbed; // while decoding: its bytes may be others now, or not wanted any more
  private boolean serving;
  private boolean removed;
  private boolean inactive;
  private boolean shutdown; // the event that says so goes on behind the last one of ours
  private int delivered;

  /** Counts into {@code metrics}. */
  protected StreamDecoder(ConnectionMetrics metrics) {
    this.metrics = requireNonNull(metrics, "metrics");
  }

  /**
   * Takes a step: uses bytes of {@code in}, and as its last act may {@link #emit} one event. May go
   * on at once with another one while it {@link #mayGoOn}.
   *
   * @param in the bytes not used yet; empty only if {@link #wanted} says 0
   * @return whether it used bytes or emitted; if not, {@link #wanted} says how many are needed
   * @throws CodecException if the bytes break a rule
   */
  protected abstract boolean decode(ChannelHandlerContext ctx, ByteBuf in);

  /** Bytes that {@link #decode} needs before it can take its next step; 0 if it needs none. */
  protected abstract long wanted();

  /**
   * What is cut off if the stream ends here.
   *
   * @param rest bytes not used; may be empty
   * @return nothing if the stream may end here
   */
  protected abstract Optional<CodecException> truncation(ByteBuf rest);

  /** Whether the next bytes belong to a payload or a body that has been announced. */
  protected boolean isInBody() {
    return false;
  }

  /**
   * Where the stream is now, for whoever sets time limits: asked on the event loop, when a read has
   * been decoded. While nothing more is asked for, what is here may as well be whole.
   */
  public final StreamPosition position() {
    if (over) {
      return StreamPosition.BETWEEN;
    }
    if (isInBody()) {
      return StreamPosition.IN_BODY;
    }
    return backlog.isSplit() ? StreamPosition.IN_HEAD : StreamPosition.BETWEEN;
  }

  /** How many events have been delivered, modulo 2^32. */
  public final int delivered() {
    return delivered;
  }

  /** Called after a run of steps, at most once a read: the place to report counts. */
  protected void report(ConnectionMetrics metrics) {}

  /**
   * Whether {@link #decode} may take another step without returning: behind an event nobody may
   * want more, or other bytes may have taken the place of these.
   */
  protected final boolean mayGoOn() {
    return !disturbed && (isAutoRead() || demanded || inactive);
  }

  /** The same, while nobody has to ask for each event. */
  protected final boolean mayRun() {
    return !disturbed && isAutoRead();
  }

  /** While {@link #decode} is at work something happens that must find the reader index right. */
  protected void beforeDisturbance() {}

  private void disturb() {
    if (decoding) {
      beforeDisturbance();
      disturbed = true;
    }
  }

  /**
   * Uses the bytes of {@code in} up to {@code index + length}.
   *
   * @return the last {@code length} of them, where they lie; whoever gets them releases them
   */
  protected final ByteBuf take(ByteBuf in, int index, int length) {
    return takeReference(in, index, length).slice(index, length);
  }

  /**
   * Uses the bytes of {@code in} up to {@code index + length}.
   *
   * @return {@code in} with a reference for whoever gets the last {@code length} of them
   */
  protected final ByteBuf takeReference(ByteBuf in, int index, int length) {
    backlog.give(in, index, length);
    disturbed |= !in.isReadable();
    return in;
  }

  /** Hands one event on. */
  protected final void emit(ChannelHandlerContext ctx, Object event) {
    delivers();
    ctx.fireChannelRead(event);
  }

  /** An event is about to be delivered, here or in another way than {@link #emit}. */
  protected final void delivers() {
    demanded = false;
    delivered++;
  }

  /** So many events were delivered in another way, while auto-read was on. */
  protected final void hasDelivered(int events) {
    delivered += events;
  }

  /** There is a channel. */
  protected void added(ChannelHandlerContext ctx) {}

  /** A read is over, and handlers behind are about to hear of it. */
  protected void readCompletes(ChannelHandlerContext ctx) {}

  /** The channel is about to close, or this is removed from it: the last chance to write. */
  protected void ends(ChannelHandlerContext ctx) {}

  /** This is no part of the pipeline any more. */
  protected void leaves(ChannelHandlerContext ctx) {}

  @Override
  public final void handlerAdded(ChannelHandlerContext ctx) {
    config = ctx.channel().config();
    added(ctx);
  }

  @Override
  public final void channelRead(ChannelHandlerContext ctx, Object msg) {
    if (!(msg instanceof ByteBuf bytes)) {
      ctx.fireChannelRead(msg);
      return;
    }
    metrics.bytesReceived(bytes.readableBytes());
    if (over || !bytes.isReadable()) {
      bytes.release();
      return;
    }
    disturb();
    if (backlog == Backlog.EMPTY) {
      backlog = new Backlog();
    }
    try {
      backlog.add(ctx.alloc(), bytes);
    } catch (Throwable failure) {
      refuse(ctx, failure);
      return;
    }
    if (!decoding) { // else the outer call goes on with them
      run(ctx);
    }
  }

  /** Delivers what may be delivered; returns how many events that were. */
  private int run(ChannelHandlerContext ctx) {
    decoding = true;
    int before = delivered;
    try {
      while (mayDeliver()) {
        if (!step(ctx)) {
          finishIfEnded(ctx);
          break;
        }
      }
      if (!over) {
        backlog.unpin(ctx.alloc(), wanted());
      }
    } catch (Throwable cause) {
      refuse(ctx, cause);
    }
    decoding = false;
    settle(ctx);
    return delivered - before;
  }

  private boolean mayDeliver() {
    return !over && !removed && (demanded || inactive || isAutoRead());
  }

  private boolean isAutoRead() {
    return config == null || config.isAutoRead();
  }

  private boolean step(ChannelHandlerContext ctx) {
    disturbed = false;
    ByteBuf first = backlog.first();
    if (!backlog.isSplit()) {
      return use(ctx, first);
    }
    boolean enough = !starved || first.readableBytes() >= wanted();
    return (enough && use(ctx, first)) || backlog.extendSplit(ctx.alloc(), wanted());
  }

  private boolean use(ChannelHandlerContext ctx, ByteBuf in) {
    boolean enough = in.isReadable() || wanted() == 0; // an empty body needs no bytes
    starved = !enough || !decode(ctx, in);
    return !starved;
  }

  private void settle(ChannelHandlerContext ctx) {
    if (over) {
      backlog.giveAway(ByteBuf::release);
    } else {
      backlog.settle();
      if (removed) {
        handOver(ctx);
      }
    }
    report(metrics);
  }

  private void refuse(ChannelHandlerContext ctx, Throwable cause) {
    over = true;
    backlog.giveAway(ByteBuf::release);
    Refusal.refuse(ctx, cause, metrics);
  }

  /** At the end of the stream, once everything whole has been delivered. */
  private void finishIfEnded(ChannelHandlerContext ctx) {
    if (!inactive && !shutdown) {
      return;
    }
    Optional<CodecException> truncation = truncation(backlog.first());
    boolean wasShutDown = shutdown;
    shutdown = false;
    truncation.ifPresent(cause -> refuse(ctx, cause));
    if (wasShutDown) {
      ctx.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    }
  }

  @Override
  public final void channelReadComplete(ChannelHandlerContext ctx) {
    readCompletes(ctx);
    ctx.fireChannelReadComplete();
    if (demanded && !over && !isAutoRead()) {
      ctx.read(); // the bytes that came made no event, and one was asked for
    }
  }

  @Override
  public final void read(ChannelHandlerContext ctx) {
    demanded = !isAutoRead();
    if (over || hasNothing()) {
      ctx.read();
      return;
    }
    if (decoding || serving) {
      return; // the outer call goes on
    }
    serving = true; // so a handler that reads again at the end of this read does not recurse
    while (run(ctx) > 0) {
      readCompletes(ctx);
      ctx.fireChannelReadComplete();
      if (!mayDeliver()) {
        break;
      }
    }
    serving = false;
    if (mayDeliver()) {
      ctx.read();
    }
  }

  private boolean hasNothing() {
    if (backlog.hasUnread() || shutdown) {
      return false;
    }
    return backlog.isSplit()
        ? starved && !decoding && backlog.first().readableBytes() < wanted()
        : wanted() > 0;
  }

  @Override
  public final void channelInactive(ChannelHandlerContext ctx) {
    disturb();
    inactive = true;
    if (decoding) {
      over = true; // a handler closed from within: the outer call cleans up
    } else {
      run(ctx);
      over = true;
      backlog.giveAway(ByteBuf::release);
    }
    ctx.fireChannelInactive();
  }

  @Override
  public final void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent && !over && !removed) {
      shutdown = true;
      if (!decoding) {
        run(ctx);
      }
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  public final void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    if (!over) {
      disturb();
      over = true;
      if (!decoding) {
        backlog.giveAway(ByteBuf::release);
      }
    }
    ends(ctx);
    ctx.close(promise);
  }

  @Override
  public final void handlerRemoved(ChannelHandlerContext ctx) {
    disturb();
    removed = true;
    ends(ctx);
    if (!decoding) {
      handOver(ctx);
    }
    leaves(ctx);
  }

  private void handOver(ChannelHandlerContext ctx) {
    boolean wasShutDown = shutdown;
    shutdown = false;
    if (backlog.giveAway(ctx::fireChannelRead)) {
      ctx.fireChannelReadComplete();
    } else if (demanded && !wasShutDown && !over && !inactive) {
      ctx.read(); // asked for, and nobody else knows
    }
    if (wasShutDown) {
      ctx.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    }
  }
}
