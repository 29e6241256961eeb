package io.cleave.exchange;

import io.netty.channel.ChannelFuture;
import java.util.ArrayDeque;

/**
 * The bodies that are being sent: each in turn sends one message while the channel takes them, so
 * that none holds up the others.
 *
 * <p><b>Threading.</b> On the event loop.
 */
final class Senders {
  private final BatchWriter writer;
  private final ArrayDeque<BodySender> ready = new ArrayDeque<>();
  private boolean sending;
  private boolean held;

  Senders(BatchWriter writer) {
    this.writer = writer;
  }

  BatchWriter writer() {
    return writer;
  }

  /** It may have something to send. */
  void ready(BodySender sender) {
    if (!sender.isOver() && !sender.queued) {
      sender.queued = true;
      ready.add(sender);
    }
    send();
  }

  /** Sends what there is room for. */
  void send() {
    if (sending) {
      return;
    }
    sending = true;
    try {
      while (!held && writer.isWritable() && !ready.isEmpty()) {
        BodySender next = ready.remove();
        next.queued = false;
        if (next.sendOne() && !next.queued) {
          next.queued = true;
          ready.add(next);
        }
      }
    } finally {
      sending = false;
    }
  }

  /** A region counts as nothing in the channel's buffer: no other message until it has gone. */
  void holdFor(ChannelFuture region, Outflow flow) {
    held = true;
    region.addListener(
        written -> {
          held = false;
          if (written.isSuccess()) {
            send();
          } else { // half a message has left
            Throwable why = flow.explain(written.cause());
            writer.ctx().fireExceptionCaught(why);
            writer.ctx().close();
          }
        });
  }
}
