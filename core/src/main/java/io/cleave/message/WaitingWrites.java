package io.cleave.message;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What was written while a body was being pulled, in order; bounded by number and by bytes.
 *
 * <p>Only bytes in memory count, and the first of them may be more than all together: a single
 * message may be of any size.
 *
 * <p><b>Threading.</b> On the event loop.
 */
final class WaitingWrites {
  /** How many may wait. */
  static final int MAX_WRITES = 1_000;

  /** How many bytes may wait: 8 MiB. */
  static final long MAX_BYTES = 8 << 20;

  /** One that waits. */
  record Waiting(Object msg, ChannelPromise promise, long weight) {}

  private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
  private long bytes;

  boolean isEmpty() {
    return queue.isEmpty();
  }

  /** Queues a write, or fails it and lets go of it if there is no room. */
  void add(Object msg, ChannelPromise promise) {
    long weight = weightOf(msg);
    boolean isMuch = bytes > 0 && weight > MAX_BYTES - bytes;
    if (isMuch || queue.size() >= MAX_WRITES) {
      ReferenceCountUtil.safeRelease(msg);
      promise.tryFailure(
          new IllegalStateException(
              "write: "
                  + (queue.size() + 1)
                  + " of "
                  + (bytes + weight)
                  + " bytes behind a body that is being sent (expected: <= "
                  + MAX_WRITES
                  + " and <= "
                  + MAX_BYTES
                  + " bytes; nothing of it was written)"));
      return;
    }
    bytes += weight;
    queue.add(new Waiting(msg, promise, weight));
  }

  private static long weightOf(Object msg) {
    if (msg instanceof Message message) {
      long body = message.body().isInMemory() ? message.body().length() : 0;
      return message.header().encodedLength() + body;
    }
    if (msg instanceof MessageStart start) {
      return start.header().encodedLength();
    }
    if (msg instanceof BodyChunk chunk) {
      return chunk.content().readableBytes();
    }
    return msg instanceof ByteBuf other ? other.readableBytes() : 0;
  }

  /** The next, which waits no longer; null if none does. */
  @Nullable Waiting poll() {
    Waiting next = queue.poll();
    if (next != null) {
      bytes -= next.weight();
    }
    return next;
  }
}
