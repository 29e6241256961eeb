package io.cleave.endpoint;

import io.cleave.connection.LinkEvent;
import io.cleave.connection.OnLoop;
import io.cleave.frame.LingeringClose;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.CodecException;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The last stage of a server's connection: what was asked is answered one at a time, in order, on a
 * worker.
 *
 * <pre>{@code
 * event loop                                     worker
 * decoder -> channelRead -> | step | step | -->  answer -> outbox -> encoder
 *              |               queue              |
 *              '--- read gate: pauses <-----------'
 * }</pre>
 *
 * <p>It ends once: when the peer has closed and was answered, when the server stops, when the
 * handler failed, when a rule was broken. What the handler throws because the connection is gone is
 * not reported a second time.
 *
 * <p><b>Threading.</b> On the event loop, but for what says otherwise.
 */
abstract class Conversation extends ChannelInboundHandlerAdapter implements Served {
  private final Serving serving;
  private final SocketAddress peer;
  private final Turns turns;
  private final Presence presence = new Presence();
  private final CompletableFuture<Void> settled = new CompletableFuture<>();
  private final CompletableFuture<Void> finished = new CompletableFuture<>();
  private @Nullable Live live;

  /** Nothing more is asked for: the peer has said so, or this side does not want to hear it. */
  private boolean atEnd;

  private boolean draining;
  private boolean closing;

  /** The peer takes a gentle close for "done". */
  private boolean endMeansDone;

  /** Nothing that comes is handled any more. */
  private volatile boolean over;

  /** The connection is gone, and that was logged if it had to be. */
  private volatile boolean lost;

  /** What there is once there is a channel. */
  private record Live(Channel channel, ReadGate gate, Outbox outbox) {}

  Conversation(Serving serving, SocketAddress peer) {
    this.serving = serving;
    this.peer = peer;
    this.turns = new Turns(serving.workers(), this::settleOnLoop, this::finish, () -> over = true);
  }

  /** Queues what an event asks for. The event belongs to the conversation. */
  abstract void take(Object event);

  /** A request is still coming. */
  boolean isReceiving() {
    return false;
  }

  /** What is still coming does not come. */
  void failReceiving(Supplier<RuntimeException> cause) {}

  /** The connection is there. */
  void opened() {}

  /** Whether what has come is worth handling though nobody can be answered. */
  abstract boolean outlivesPeer();

  /** Whether the peer could take what it has got for all of it, if the connection ended gently. */
  boolean mustReset() {
    return false;
  }

  /**
   * From now on the connection ends in a reset, unless all was done: where the end is the only
   * answer, or the end of one, nothing else may look like it. Any thread.
   */
  final void endMeansDone() {
    OnLoop.run(
        channel(),
        () -> {
          endMeansDone = true;
          Reset.arm(channel());
        });
  }

  final Presence presence() {
    return presence;
  }

  @Override
  public final SocketAddress peer() {
    return peer;
  }

  final Channel channel() {
    return live().channel();
  }

  final ReadGate gate() {
    return live().gate();
  }

  private Live live() {
    Live present = live;
    if (present == null) {
      throw new IllegalStateException("conversation: not in a pipeline yet");
    }
    return present;
  }

  @Override
  public final void handlerAdded(ChannelHandlerContext ctx) {
    Channel channel = ctx.channel();
    live =
        new Live(
            channel, new ReadGate(channel), new Outbox(channel, this::settle, this::writeFailed));
    serving.began(this);
  }

  @Override
  public final void channelActive(ChannelHandlerContext ctx) {
    opened();
  }

  @Override
  public final void channelRead(ChannelHandlerContext ctx, Object event) {
    if (over || closing) {
      ReferenceCountUtil.release(event);
      return;
    }
    take(event);
    if (draining && !isReceiving()) {
      gate().shut();
      settle();
    }
  }

  /**
   * Queues a step for the worker.
   *
   * @param orElse lets go of what the step holds, if it is not to be run any more
   */
  final void enqueue(long weight, Turns.Step step, Runnable orElse) {
    gate().arrived(weight);
    turns.add(
        () -> {
          gate().taken(weight);
          if (over) {
            orElse.run();
          } else {
            attempt(step);
          }
        });
  }

  /** On a worker. */
  @SuppressWarnings("CatchingUnchecked") // an Error of a handler ends its connection alone, too
  private void attempt(Turns.Step step) {
    try {
      step.run();
    } catch (InterruptedException | StoppedException stopped) {
      Thread.currentThread().interrupt();
      hangUpOrReset();
    } catch (Throwable failure) {
      failed(failure);
    }
  }

  /**
   * Writes an answer, and waits while the peer does not take it. On a worker.
   *
   * @param msg belongs to the conversation
   */
  final void write(Object msg, long weight) throws InterruptedException {
    if (isGone()) {
      ReferenceCountUtil.release(msg);
    } else if (!live().outbox().write(msg, weight)) {
      over = true;
    }
  }

  /** Whether what is written goes nowhere. */
  final boolean isGone() {
    return over || lost;
  }

  /** Handles nothing more; closes gently when what was written has gone. Any thread. */
  final void hangUp() {
    over = true;
    OnLoop.run(
        channel(),
        () -> {
          atEnd = true;
          settle();
        });
  }

  private void failed(Throwable failure) {
    if (!lost && !over) {
      if (failure instanceof CodecException) {
        serving.log().refused(peer, failure);
      } else {
        serving.log().failed(peer, "the handler failed", failure);
      }
    }
    hangUpOrReset();
  }

  /** Ends the connection: gently, unless the peer would take it for something it is not. */
  final void hangUpOrReset() {
    if (mustReset() && !lost) {
      over = true;
      OnLoop.run(channel(), this::reset);
    } else {
      hangUp();
    }
  }

  /** Ends the connection so that the peer knows that something failed. */
  private void reset() {
    lost(null); // what was still to come is not missed
    closing = true;
    settled.complete(null);
    Reset.now(channel());
  }

  private void writeFailed(Throwable cause) {
    boolean ours = channel().isActive() && !(cause instanceof ClosedChannelException);
    if (ours && !lost) {
      serving.log().failed(peer, "its answer could not be sent", cause);
    }
    lost(cause);
    LingeringClose.close(channel());
  }

  /** The peer is out of reach. */
  private void lost(@Nullable Throwable cause) {
    lost = true;
    over |= !outlivesPeer();
    failReceiving(() -> Lost.connection(peer, cause));
    presence.lose();
  }

  @Override
  public final void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      atEnd = true;
      presence.end();
      settle();
    } else if (event instanceof LinkEvent deadline && !closing) {
      tooLate(ctx, deadline);
    }
  }

  private void tooLate(ChannelHandlerContext ctx, LinkEvent deadline) {
    String why = serving.sentence(deadline, ctx.channel());
    switch (deadline) {
      case IDLE -> {
        if (isQuiet()) {
          serving.log().gone(peer, why + ", closed");
          closeGently();
        } else if (isReceiving() && ctx.channel().config().isAutoRead()) {
          giveUp(why + " within a body");
          closeGently();
        }
      }
      case TOO_SLOW, NO_FIRST_MESSAGE -> {
        giveUp(why);
        closeGently();
      }
      case WRITE_STALLED, OVERFLOW, SILENT -> {
        giveUp(why);
        ctx.close();
      }
    }
  }

  private void giveUp(String why) {
    if (!lost) {
      serving.log().refused(peer, why);
    }
    lost(null);
  }

  @Override
  public final void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    boolean first = !lost;
    lost(cause);
    if (cause instanceof CodecException) {
      if (first) {
        serving.log().refused(peer, cause);
      }
      if (endMeansDone) {
        reset();
      } else {
        LingeringClose.close(ctx.channel()); // whoever fired this closes; twice does no harm
      }
      return;
    }
    if (first && cause instanceof IOException) {
      serving.log().gone(peer, Lost.sentence(cause));
    } else if (first) {
      serving.log().failed(peer, "the connection failed", cause);
    }
    ctx.close();
  }

  @Override
  public final void channelInactive(ChannelHandlerContext ctx) {
    lost(null);
  }

  @Override
  public final void handlerRemoved(ChannelHandlerContext ctx) {
    turns.end(); // behind everything, also for a channel that never became active
  }

  private void settleOnLoop() {
    OnLoop.run(channel(), this::settle);
  }

  /** Closes if there is a reason to, and nothing left to do. */
  private void settle() {
    if (!closing && (atEnd || draining) && isQuiet()) {
      closeGently();
    }
  }

  private boolean isQuiet() {
    return turns.isIdle() && live().outbox().isEmpty() && (over || !isReceiving());
  }

  private void closeGently() {
    if (endMeansDone && lost) {
      reset();
      return;
    }
    closing = true;
    settled.complete(null);
    if (endMeansDone) {
      Reset.disarm(channel());
    }
    LingeringClose.close(channel());
  }

  @Override
  public final void drain() {
    OnLoop.run(
        channel(),
        () -> {
          draining = true;
          if (!isReceiving()) {
            gate().shut();
          }
          settle();
        });
  }

  @Override
  public final CompletableFuture<Void> settled() {
    return settled;
  }

  @Override
  public final CompletableFuture<Void> finished() {
    return finished;
  }

  /** On a worker, or where there is none any more on the event loop: the very last thing. */
  private void finish() {
    try {
      serving.ended(this);
    } finally {
      settled.complete(null);
      finished.complete(null);
    }
  }
}
