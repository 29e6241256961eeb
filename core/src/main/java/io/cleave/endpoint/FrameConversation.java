package io.cleave.endpoint;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.SocketAddress;

/** Hands each frame, or each read, to the handler as an array, and writes the array it gives. */
final class FrameConversation extends Conversation {
  /** So that many empty frames weigh something too. */
  private static final int WEIGHT_OF_NONE = 64;

  private final FrameHandler handler;

  FrameConversation(Serving serving, SocketAddress peer, FrameHandler handler) {
    super(serving, peer);
    this.handler = handler;
  }

  @Override
  void take(Object event) {
    ByteBuf frame = (ByteBuf) event;
    byte[] bytes;
    try {
      bytes = ByteBufUtil.getBytes(frame);
    } finally {
      frame.release();
    }
    enqueue(weight(bytes), () -> handle(bytes), () -> {});
  }

  private static long weight(byte[] bytes) {
    return WEIGHT_OF_NONE + (long) bytes.length;
  }

  private void handle(byte[] request) throws InterruptedException {
    byte[] answer = handler.handle(peer(), request);
    if (!handler.answers()) {
      return;
    }
    if (answer == null) {
      throw new IllegalStateException(
          "the answer is null (expected: bytes, none at all for an empty answer, or HANG_UP)");
    }
    if (answer == FrameServer.HANG_UP) {
      hangUp();
    } else {
      write(Unpooled.wrappedBuffer(answer), weight(answer));
    }
  }

  @Override
  boolean outlivesPeer() {
    return !handler.answers();
  }
}
