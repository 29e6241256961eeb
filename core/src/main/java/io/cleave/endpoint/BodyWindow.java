package io.cleave.endpoint;

import io.cleave.connection.OnLoop;
import io.cleave.connection.ReceivedBody;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a body between the event loop that brings them and the thread that reads them: never
 * more than a window of them.
 *
 * <pre>{@code
 * socket -> decoder -> | chunk | chunk | chunk |  -> reader
 *                      |<----- window -------->|
 * }</pre>
 *
 * <p>Ends exactly once: complete, failed, or discarded by a reader that wants no more.
 */
final class BodyWindow {
  private static final int MAX_CHUNKS = 64;

  private final Channel channel;
  private final ReadGate gate;
  private final Patience patience;

  /** Whether its bytes are counted one by one; a whole body is counted with its message. */
  private final boolean streamed;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // all guarded by lock
  private final ArrayDeque<ByteBuf> chunks = new ArrayDeque<>();
  private int waiting;
  private boolean complete;
  private boolean discarded;
  private @Nullable Supplier<RuntimeException> failure;

  BodyWindow(Channel channel, ReadGate gate, Patience patience) {
    this(channel, gate, patience, true);
  }

  private BodyWindow(Channel channel, ReadGate gate, Patience patience, boolean streamed) {
    this.streamed = streamed;
    this.channel = channel;
    this.gate = gate;
    this.patience = patience;
  }

  /** One whose bytes are all here. */
  static BodyWindow whole(byte[] bytes, Channel channel, ReadGate gate) {
    BodyWindow window = new BodyWindow(channel, gate, Patience.ENDLESS, false);
    window.offer(Unpooled.wrappedBuffer(bytes), true);
    return window;
  }

  /** Adds the next bytes, which now belong to the window. */
  void offer(ByteBuf bytes, boolean last) {
    lock.lock();
    try {
      if (discarded || failure != null || !bytes.isReadable()) {
        bytes.release();
      } else {
        chunks.add(bytes);
        count(bytes.readableBytes());
      }
      complete |= last;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The rest does not come. Says nothing to a body that is complete. */
  void fail(Supplier<RuntimeException> cause) {
    lock.lock();
    try {
      if (!complete && failure == null) {
        failure = cause;
        releaseAll();
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Nobody reads any more: what is here is thrown away, and so is what comes. */
  void discard() {
    lock.lock();
    try {
      discarded = true;
      releaseAll();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    gate.goOnIfRoom();
  }

  private void releaseAll() {
    chunks.forEach(ByteBuf::release);
    chunks.clear();
    count(-waiting);
  }

  private void count(int delta) {
    waiting += delta;
    if (streamed) {
      gate.inBodies(delta);
    }
  }

  boolean isFull() {
    lock.lock();
    try {
      return waiting >= ReceivedBody.WINDOW || chunks.size() >= MAX_CHUNKS;
    } finally {
      lock.unlock();
    }
  }

  boolean hasRoom() {
    lock.lock();
    try {
      return waiting <= ReceivedBody.WINDOW / 2 && chunks.size() <= MAX_CHUNKS / 2;
    } finally {
      lock.unlock();
    }
  }

  /** Bytes that can be taken without waiting. */
  int available() {
    lock.lock();
    try {
      return waiting;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The next bytes, waited for; they belong to the caller.
   *
   * @return null behind the last ones
   * @throws RuntimeException if the rest does not come
   */
  @Nullable ByteBuf take() throws InterruptedException {
    OnLoop.refuse(channel, "body");
    ByteBuf chunk;
    lock.lockInterruptibly();
    try {
      awaitChunk();
      chunk = chunks.poll();
      if (chunk != null) {
        count(-chunk.readableBytes());
      }
    } finally {
      lock.unlock();
    }
    gate.goOnIfRoom();
    return chunk;
  }

  /**
   * Copies the next bytes, waited for.
   *
   * @return how many, or -1 behind the last ones
   * @throws RuntimeException if the rest does not come
   */
  int read(byte[] target, int offset, int length) throws InterruptedException {
    OnLoop.refuse(channel, "body");
    int count = -1;
    lock.lockInterruptibly();
    try {
      awaitChunk();
      ByteBuf first = chunks.peek();
      if (first != null) {
        count = Math.min(length, first.readableBytes());
        first.readBytes(target, offset, count);
        count(-count);
        if (!first.isReadable()) {
          chunks.remove().release();
        }
      }
    } finally {
      lock.unlock();
    }
    gate.goOnIfRoom();
    return count;
  }

  private void awaitChunk() throws InterruptedException {
    long since = System.nanoTime();
    while (chunks.isEmpty() && !complete) {
      checkAlive();
      long nanos = patience.nanosLeft(since);
      if (nanos <= 0) {
        throw patience.lost();
      }
      changed.await(nanos, TimeUnit.NANOSECONDS);
    }
    checkAlive();
  }

  private void checkAlive() {
    if (failure != null) {
      throw failure.get();
    }
    if (discarded) {
      throw new IllegalStateException(WindowBody.tooLate());
    }
  }
}
