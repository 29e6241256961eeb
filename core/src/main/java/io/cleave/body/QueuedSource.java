package io.cleave.body;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The half of a stream's source that does not care where the bytes come from: the count, and a
 * short queue between the thread that produces and the event loop that pulls.
 *
 * <p>The chunk that completes the announced length is held back until the stream has said that it
 * ends there. So a stream that goes on is noticed while its peer still waits for bytes, and fails
 * at both ends.
 */
abstract class QueuedSource implements BodySource {
  /** How many chunks are read ahead. */
  static final int READ_AHEAD = 2;

  private final long length;
  private final Object lock = new Object();

  // all guarded by lock
  private final Queue<ByteBuf> queue = new ArrayDeque<>(READ_AHEAD + 1);
  private @Nullable ByteBuf last; // complete with it, but the stream has not ended yet
  private long received;
  private boolean ended; // or failed, or closed: nothing is taken from the stream any more
  private @Nullable Throwable failure;
  private @Nullable Runnable waiter;

  QueuedSource(long length) {
    this.length = length;
  }

  /**
   * Asks the stream for as many chunks as there is room for. Called by the puller, without the
   * lock.
   */
  abstract void fetch(ByteBufAllocator allocator);

  /**
   * Lets go of the stream, once. Called one or more times, on any thread, without the lock; must
   * not block.
   */
  abstract void stop();

  /** How many chunks may be read ahead now; 0 if the stream is over. */
  final int room() {
    synchronized (lock) {
      return ended ? 0 : Math.max(0, READ_AHEAD - queue.size());
    }
  }

  /** The stream has given a chunk of at least one byte, which now belongs to the queue. */
  final void offer(ByteBuf chunk) {
    synchronized (lock) {
      int bytes = chunk.readableBytes();
      if (ended) {
        chunk.release();
        return;
      }
      if (length == Body.UNKNOWN_LENGTH || bytes < length - received) {
        received += bytes;
        queue.add(chunk);
      } else if (bytes == length - received) {
        received = length;
        last = chunk;
        return; // nothing to wake anybody for
      } else {
        chunk.release();
        endWith(new BodyLengthException(length, received + bytes));
      }
    }
    wake();
  }

  /** The stream has come to its end. */
  final void end() {
    synchronized (lock) {
      if (!ended && received < length) {
        endWith(new BodyLengthException(length, received));
      }
      ended = true;
      if (last != null) {
        queue.add(last);
        last = null;
      }
    }
    wake();
    stop();
  }

  /** The stream is broken. */
  final void fail(Throwable cause) {
    synchronized (lock) {
      if (!ended) {
        endWith(cause);
      }
    }
    wake();
    stop();
  }

  /** With the lock. */
  private void endWith(Throwable cause) {
    ended = true;
    failure = cause;
    queue.forEach(ByteBuf::release);
    queue.clear();
    if (last != null) {
      last.release();
      last = null;
    }
  }

  private void wake() {
    Runnable ready;
    synchronized (lock) {
      ready = waiter;
      waiter = null;
    }
    if (ready != null) {
      ready.run();
    }
  }

  @Override
  public final @Nullable Object next(ByteBufAllocator allocator, int maxBytes) throws IOException {
    Chunks.checkMaxBytes(maxBytes);
    ByteBuf chunk = poll(maxBytes);
    if (chunk == null) {
      fetch(allocator);
      chunk = poll(maxBytes); // an executor may have read it on this very thread
    }
    if (chunk != null) {
      fetch(allocator);
    }
    return chunk;
  }

  private @Nullable ByteBuf poll(int maxBytes) throws IOException {
    synchronized (lock) {
      if (failure != null) {
        throw rethrown(failure);
      }
      ByteBuf first = queue.peek();
      if (first != null && first.readableBytes() > maxBytes) {
        return first.readRetainedSlice(maxBytes);
      }
      return queue.poll();
    }
  }

  private static IOException rethrown(Throwable failure) {
    if (failure instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (failure instanceof Error error) {
      throw error;
    }
    return failure instanceof IOException checked
        ? checked
        : new IOException("body: the stream failed: " + failure.getMessage(), failure);
  }

  @Override
  public final boolean isDone() {
    synchronized (lock) {
      return ended && failure == null && queue.isEmpty();
    }
  }

  @Override
  public final void whenReady(Runnable ready) {
    synchronized (lock) {
      if (!ended && queue.isEmpty()) {
        waiter = ready;
        return;
      }
    }
    ready.run();
  }

  @Override
  public final void close() {
    synchronized (lock) {
      waiter = null;
      if (failure == null && !(ended && queue.isEmpty())) {
        endWith(new IllegalStateException("body: its source was closed before it had given all"));
      }
    }
    stop();
  }
}
