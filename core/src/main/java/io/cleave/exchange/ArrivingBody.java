package io.cleave.exchange;

import io.cleave.connection.OnLoop;
import io.cleave.header.Header;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A body that comes, or goes on, behind its message.
 *
 * <p><b>Threading.</b> Any thread; bytes are added on the event loop.
 */
final class ArrivingBody extends StreamedBody {
  /**
   * Up to here pieces with the same label are put together, as a slice pins what it is cut from.
   */
  private static final int SMALL = 4 << 10;

  private final Taking source;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // all guarded by lock
  private final ArrayDeque<Piece> pieces = new ArrayDeque<>();
  private int waiting;
  private boolean complete;
  private boolean discarded;
  private boolean told; // its source, that it is done
  private @Nullable ExchangeException failure;
  private Header trailers = Header.empty();

  ArrivingBody(long length, Channel channel, Taking source) {
    super(length, channel);
    this.source = source;
  }

  /** Adds bytes, which now belong to the body. On the event loop. */
  void offer(Header label, ByteBuf bytes) {
    int length = bytes.readableBytes();
    boolean unwanted;
    lock.lock();
    try {
      unwanted = discarded || failure != null;
      if (unwanted || length == 0) {
        bytes.release();
      } else {
        add(label, bytes);
        waiting += length;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
    if (unwanted) {
      source.taken(length);
    }
    drain();
  }

  private void add(Header label, ByteBuf bytes) {
    Piece last = pieces.peekLast();
    int length = bytes.readableBytes();
    if (length > SMALL) {
      pieces.add(new Piece(label, bytes));
      return;
    }
    boolean joins = last != null && last.bytes().isWritable(length) && last.label().equals(label);
    ByteBuf into = joins ? last.bytes() : channel().alloc().buffer(SMALL, SMALL);
    into.writeBytes(bytes);
    bytes.release();
    if (!joins) {
      pieces.add(new Piece(label, into));
    }
  }

  /** All bytes have come. */
  void complete(Header trailers) {
    boolean over;
    lock.lock();
    try {
      this.trailers = trailers;
      complete = true;
      over = takeOver();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    tellIf(over);
    drain();
  }

  /** The rest does not come. Says nothing to a body that is complete. */
  void fail(ExchangeException cause) {
    fail(cause, false);
  }

  @Override
  void drop(ExchangeException cause) {
    fail(cause, true);
  }

  private void fail(ExchangeException cause, boolean evenIfComplete) {
    boolean over;
    lock.lock();
    try {
      boolean tooLate = complete && (!evenIfComplete || pieces.isEmpty());
      if (tooLate || failure != null) {
        return;
      }
      failure = cause;
      releaseAll();
      over = takeOver();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    tellIf(over);
    drain();
  }

  /** Whether nothing is kept, and its source has not heard that yet. */
  private boolean takeOver() {
    boolean over = !told && pieces.isEmpty() && (complete || discarded || failure != null);
    told |= over;
    return over;
  }

  private void tellIf(boolean over) {
    if (over) {
      boolean ended = complete || failure != null; // and what is discarded since does not matter
      source.done(ended || !discarded);
    }
  }

  private void releaseAll() {
    pieces.forEach(piece -> piece.bytes().release());
    pieces.clear();
    waiting = 0;
  }

  /** Whether nothing more comes. */
  boolean isOver() {
    lock.lock();
    try {
      return complete || failure != null;
    } finally {
      lock.unlock();
    }
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
  @Nullable ByteBuffer poll() {
    Piece piece;
    boolean over;
    lock.lock();
    try {
      piece = pieces.poll();
      if (piece == null) {
        return null;
      }
      waiting -= piece.bytes().readableBytes();
      over = takeOver();
    } finally {
      lock.unlock();
    }
    byte[] bytes = piece.copy();
    taken(bytes.length);
    source.taken(bytes.length);
    tellIf(over);
    return ByteBuffer.wrap(bytes);
  }

  @Override
  boolean isDrained() {
    lock.lock();
    try {
      if (failure != null) {
        throw failure;
      }
      if (complete && pieces.isEmpty()) {
        readingEnds();
        return true;
      }
      return false;
    } finally {
      lock.unlock();
    }
  }

  @Override
  @Nullable Piece takePiece() throws InterruptedException {
    Piece piece;
    boolean over;
    lock.lockInterruptibly();
    try {
      awaitPiece();
      piece = pieces.poll();
      if (piece != null) {
        waiting -= piece.bytes().readableBytes();
      }
      over = takeOver();
    } finally {
      lock.unlock();
    }
    if (piece != null) {
      source.taken(piece.bytes().readableBytes());
    }
    tellIf(over);
    return piece;
  }

  @Override
  protected int read(byte[] target, int offset, int length) throws InterruptedException {
    int count = -1;
    boolean over;
    lock.lockInterruptibly();
    try {
      awaitPiece();
      Piece first = pieces.peek();
      if (first != null) {
        count = Math.min(length, first.bytes().readableBytes());
        first.bytes().readBytes(target, offset, count);
        waiting -= count;
        if (!first.bytes().isReadable()) {
          pieces.remove().bytes().release();
        }
      }
      over = takeOver();
    } finally {
      lock.unlock();
    }
    if (count > 0) {
      source.taken(count);
    }
    tellIf(over);
    return count;
  }

  private void awaitPiece() throws InterruptedException {
    while (pieces.isEmpty() && !complete) {
      checkAlive();
      OnLoop.refuse(channel(), "body");
      changed.await();
    }
    checkAlive();
  }

  private void checkAlive() {
    if (failure != null) {
      throw failure;
    }
    if (discarded) {
      throw new IllegalStateException(TOO_LATE);
    }
  }

  @Override
  protected int available() {
    lock.lock();
    try {
      return waiting;
    } finally {
      lock.unlock();
    }
  }

  @Override
  protected void letGo() {
    boolean over;
    lock.lock();
    try {
      discarded = true;
      releaseAll();
      over = takeOver();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    tellIf(over);
  }
}
