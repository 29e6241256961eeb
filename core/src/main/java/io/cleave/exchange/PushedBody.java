package io.cleave.exchange;

import static java.util.Objects.requireNonNull;

import io.cleave.connection.OnLoop;
import io.cleave.header.Header;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The bytes a {@link BodyWriter} has written and the peer has not been sent yet: a few. */
final class PushedBody extends BodyOutput implements Outflow {
  /** How many bytes wait at most before a writer does. */
  private static final int ROOM = 128 << 10;

  private final Channel channel;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // all guarded by lock
  private final ArrayDeque<Piece> pieces = new ArrayDeque<>();
  private int waiting;
  private boolean ended;
  private Header trailers = Header.empty();
  private @Nullable Exception failure; // of the writer
  private @Nullable ExchangeException closed; // by the other end, or the connection
  private @Nullable Runnable ready;

  PushedBody(Channel channel) {
    this.channel = channel;
  }

  @Override
  public void write(Header label, byte[] bytes, int offset, int length)
      throws InterruptedException {
    requireNonNull(label, "label");
    Objects.checkFromIndexSize(offset, length, bytes.length);
    OnLoop.refuse(channel, "body");
    int written = 0;
    while (written < length) { // in pieces, so that a large array does not wait in a copy as large
      int count = Math.min(ROOM / 2, length - written);
      add(label, bytes, offset + written, count);
      written += count;
    }
  }

  private void add(Header label, byte[] bytes, int offset, int length) throws InterruptedException {
    Runnable wake;
    lock.lockInterruptibly();
    try {
      while (closed == null && waiting > 0 && waiting + length > ROOM) {
        changed.await();
      }
      if (closed != null) {
        throw closed;
      }
      ByteBuf copy = channel.alloc().buffer(length, length).writeBytes(bytes, offset, length);
      pieces.add(new Piece(label, copy));
      waiting += length;
      wake = takeReady();
    } finally {
      lock.unlock();
    }
    run(wake);
  }

  private @Nullable Runnable takeReady() {
    Runnable taken = ready;
    ready = null;
    return taken;
  }

  private static void run(@Nullable Runnable action) {
    if (action != null) {
      action.run();
    }
  }

  @Override
  public void trailers(Header value) {
    lock.lock();
    try {
      trailers = requireNonNull(value, "trailers");
    } finally {
      lock.unlock();
    }
  }

  /** The writer has returned, or failed. */
  void end(@Nullable Exception cause) {
    Runnable wake;
    lock.lock();
    try {
      ended = true;
      failure = cause;
      wake = takeReady();
    } finally {
      lock.unlock();
    }
    run(wake);
  }

  @Override
  public @Nullable Piece next(int maxBytes) throws IOException {
    lock.lock();
    try {
      Piece first = pieces.peek();
      if (first == null) {
        failIfFailed();
        return null;
      }
      ByteBuf bytes = (ByteBuf) first.bytes();
      int count = Math.min(maxBytes, bytes.readableBytes());
      waiting -= count;
      changed.signalAll();
      if (count == bytes.readableBytes()) {
        return pieces.remove();
      }
      return new Piece(first.label(), bytes.readRetainedSlice(count));
    } finally {
      lock.unlock();
    }
  }

  private void failIfFailed() throws IOException {
    if (failure instanceof ExchangeException known) {
      throw known;
    }
    if (failure != null) {
      throw new IOException("the writer of the body failed", failure);
    }
  }

  @Override
  public boolean isDone() {
    lock.lock();
    try {
      return ended && failure == null && pieces.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean isExhausted() {
    lock.lock();
    try {
      return ended && pieces.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void whenReady(Runnable action) {
    lock.lock();
    try {
      if (pieces.isEmpty() && !ended) {
        ready = action;
        return;
      }
    } finally {
      lock.unlock();
    }
    action.run();
  }

  @Override
  public Header trailers() {
    lock.lock();
    try {
      return trailers;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close(ExchangeException why) {
    lock.lock();
    try {
      if (closed == null) {
        closed = why;
      }
      pieces.forEach(piece -> ((ByteBuf) piece.bytes()).release());
      pieces.clear();
      waiting = 0;
      ready = null;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public OutputStream stream() {
    return new OutputStream() {
      @Override
      public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
          PushedBody.this.write(Header.empty(), bytes, offset, length);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new InterruptedIOException("body: interrupted while waiting for room");
        } catch (ExchangeException e) {
          throw new IOException(e.getMessage(), e);
        }
      }
    };
  }
}
