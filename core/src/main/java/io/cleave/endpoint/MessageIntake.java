package io.cleave.endpoint;

import io.cleave.connection.ReceivedBody;
import io.cleave.message.BodyChunk;
import io.cleave.message.Message;
import io.cleave.message.MessageEvent;
import io.cleave.message.MessageStart;
import io.netty.channel.Channel;
import java.net.SocketAddress;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns what the decoder emits into messages whose bodies can be read on another thread.
 *
 * <p><b>Threading.</b> On the connection's event loop.
 */
final class MessageIntake {
  private final SocketAddress peer;
  private final Channel channel;
  private final ReadGate gate;
  private final Patience patience;
  private volatile @Nullable BodyWindow open; // a client's close fails it from outside

  MessageIntake(SocketAddress peer, Channel channel, ReadGate gate, Patience patience) {
    this.peer = peer;
    this.channel = channel;
    this.gate = gate;
    this.patience = patience;
  }

  /** Takes an event; returns the message that begins with it, if one does. */
  @Nullable ReceivedMessage take(MessageEvent event) {
    if (event instanceof Message message) {
      return whole(message);
    }
    if (event instanceof MessageStart start) {
      return begun(start);
    }
    continued((BodyChunk) event);
    return null;
  }

  private ReceivedMessage whole(Message message) {
    try {
      byte[] bytes = message.body().bytes();
      ReceivedBody body = new WindowBody(bytes.length, BodyWindow.whole(bytes, channel, gate));
      return new ReceivedMessage(peer, message.header(), body);
    } finally {
      message.release();
    }
  }

  private ReceivedMessage begun(MessageStart start) {
    BodyWindow window = new BodyWindow(channel, gate, patience);
    open = window;
    gate.watch(window);
    return new ReceivedMessage(peer, start.header(), new WindowBody(start.bodyLength(), window));
  }

  private void continued(BodyChunk chunk) {
    BodyWindow window = open;
    if (window == null) {
      chunk.release();
      return;
    }
    window.offer(chunk.content(), chunk.isLast());
    if (chunk.isLast()) {
      open = null;
    }
    gate.pauseIfFull();
  }

  /** Whether a body is still coming. */
  boolean isBodyOpen() {
    return open != null;
  }

  /** The rest of the body that is coming does not come. */
  void fail(Supplier<RuntimeException> cause) {
    BodyWindow window = open;
    open = null;
    if (window != null) {
      window.fail(cause);
    }
  }
}
