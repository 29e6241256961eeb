package io.cleave.endpoint;

import io.cleave.frame.FrameStart;
import io.cleave.wire.FrameFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketAddress;
import java.util.Optional;

/** Hands each frame, or each read, to the handler as an array, and writes what it answers. */
final class FrameConversation extends Conversation {
  /** So that many empty frames weigh something too. */
  private static final int WEIGHT_OF_NONE = 64;

  /** How much of a long answer is read and written at a time. */
  private static final int PART_LENGTH = 64 << 10;

  private final FrameHandler handler;
  private final Optional<FrameFormat> answers;
  private boolean withinAnswer; // only the worker at work sees it

  FrameConversation(
      Serving serving, SocketAddress peer, FrameHandler handler, Optional<FrameFormat> answers) {
    super(serving, peer);
    this.handler = handler;
    this.answers = answers;
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

  private void handle(byte[] request) {
    FrameCall call = new FrameCall(this, request);
    try {
      handler.handle(call);
    } finally {
      call.end();
    }
    if (withinAnswer) { // the handler knows, the peer must be told
      hangUpOrReset();
    }
  }

  private void requireNoneCutOff() {
    if (withinAnswer) {
      throw new IllegalStateException(
          "answer: behind one that was cut off (expected: none, as the peer would take it for the"
              + " rest)");
    }
  }

  void answer(byte[] answer) throws InterruptedException {
    requireNoneCutOff();
    write(Unpooled.wrappedBuffer(answer), weight(answer));
  }

  void answer(InputStream bytes, long length) throws IOException, InterruptedException {
    requireNoneCutOff();
    requirePossible(length);
    withinAnswer = true;
    if (answers.isPresent()) {
      write(new FrameStart(length), WEIGHT_OF_NONE);
    } else {
      endMeansDone();
    }
    for (long left = length; left > 0 && !isGone(); ) {
      byte[] part = bytes.readNBytes((int) Math.min(left, PART_LENGTH));
      if (part.length == 0) {
        throw new EOFException(
            "answer: ended after " + (length - left) + " bytes (expected: " + length + ")");
      }
      write(Unpooled.wrappedBuffer(part), weight(part));
      left -= part.length;
    }
    withinAnswer = false;
  }

  private void requirePossible(long length) {
    long max = answers.map(FrameFormat::maxPayloadLength).orElse(Long.MAX_VALUE);
    if (length < 0 || length > max) {
      throw new IllegalArgumentException(
          "length: " + length + " (expected: 0.." + (max == Long.MAX_VALUE ? "" : max) + ")");
    }
  }

  @Override
  boolean mustReset() {
    return withinAnswer && answers.isEmpty();
  }

  @Override
  boolean outlivesPeer() {
    return !handler.answers();
  }
}
