package io.cleave.endpoint;

import io.cleave.connection.OnLoop;
import io.netty.channel.Channel;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes answers from a worker, which waits while the peer does not take what was written before.
 *
 * <p><b>Threading.</b> Written to by one worker at a time; the callbacks run on the event loop.
 */
final class Outbox {
  /** A worker goes on while no more than that is on its way: 64 KiB. */
  static final long MAX_ON_THE_WAY = 64 << 10;

  /** The weight of what has to be gone before the worker goes on. */
  static final long ALL_OF_IT = Long.MAX_VALUE / 2;

  private final Channel channel;
  private final Runnable onEmpty;
  private final Consumer<Throwable> onFailure;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // guarded by lock
  private long onTheWay;
  private boolean failed;

  Outbox(Channel channel, Runnable onEmpty, Consumer<Throwable> onFailure) {
    this.channel = channel;
    this.onEmpty = onEmpty;
    this.onFailure = onFailure;
  }

  /**
   * Writes, then waits until few enough bytes are on their way.
   *
   * @param msg belongs to the outbox
   * @param weight its bytes
   * @return false if the connection is gone
   */
  boolean write(Object msg, long weight) throws InterruptedException {
    add(weight);
    if (!OnLoop.run(channel, () -> writeOnLoop(msg, weight))) {
      ReferenceCountUtil.release(msg); // the server has stopped: nobody is left to be told
      return false;
    }
    lock.lockInterruptibly();
    try {
      while (!failed && onTheWay > MAX_ON_THE_WAY) {
        changed.await();
      }
      return !failed;
    } finally {
      lock.unlock();
    }
  }

  private void writeOnLoop(Object msg, long weight) {
    channel.writeAndFlush(msg).addListener(written -> done(weight, written.cause()));
  }

  private void add(long weight) {
    lock.lock();
    try {
      onTheWay += weight;
    } finally {
      lock.unlock();
    }
  }

  private void done(long weight, @Nullable Throwable cause) {
    boolean firstFailure = false;
    boolean empty;
    lock.lock();
    try {
      onTheWay -= weight;
      empty = onTheWay == 0;
      if (cause != null && !failed) {
        failed = true;
        firstFailure = true;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (firstFailure) {
      onFailure.accept(cause);
    }
    if (empty) {
      onEmpty.run();
    }
  }

  /** Whether everything written is with the socket. */
  boolean isEmpty() {
    lock.lock();
    try {
      return onTheWay == 0;
    } finally {
      lock.unlock();
    }
  }
}
