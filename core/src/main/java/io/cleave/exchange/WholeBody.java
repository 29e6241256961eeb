package io.cleave.exchange;

import io.cleave.connection.InboundBudget;
import io.cleave.header.Header;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A body that came in one message: all of it is here, in memory that nobody has to release.
 *
 * <p><b>Threading.</b> Any thread; one reader.
 */
final class WholeBody extends StreamedBody {
  private static final byte[] NOTHING = {};

  /** Keeps a place for the bytes until they are taken; null if nobody has reserved one. */
  private final @Nullable InboundBudget budget;

  // all guarded by this
  private byte[] bytes;
  private int position;
  private boolean discarded;
  private boolean lost; // some of it was here when it was discarded
  private @Nullable ExchangeException failure;

  /**
   * A body nobody has read yet.
   *
   * @param budget where a place for them is reserved, or null
   */
  WholeBody(byte[] bytes, Channel channel, @Nullable InboundBudget budget) {
    super(bytes.length, channel);
    this.bytes = bytes;
    this.budget = budget;
  }

  /** Nothing is left of it: its place is free. */
  private void letGoOfBytes() {
    if (budget != null && bytes.length > 0) {
      budget.release(bytes.length);
    }
    bytes = NOTHING;
    position = 0;
  }

  private void checkAlive() {
    if (failure != null) {
      throw failure;
    }
    if (discarded) {
      throw new IllegalStateException(TOO_LATE);
    }
  }

  /** What has not been taken, and now is. */
  private @Nullable ByteBuffer takeRest() {
    ByteBuffer rest = ByteBuffer.wrap(bytes, position, bytes.length - position);
    letGoOfBytes();
    return rest.hasRemaining() ? rest : null;
  }

  @Override
  protected synchronized byte[] takeAll() {
    checkAlive();
    byte[] all = bytes;
    letGoOfBytes();
    return all;
  }

  @Override
  synchronized @Nullable Piece takePiece() {
    checkAlive();
    ByteBuffer rest = takeRest();
    return rest == null ? null : new Piece(Header.empty(), Unpooled.wrappedBuffer(rest));
  }

  @Override
  protected synchronized int read(byte[] target, int offset, int length) {
    checkAlive();
    int count = Math.min(length, bytes.length - position);
    if (count == 0) {
      return -1;
    }
    System.arraycopy(bytes, position, target, offset, count);
    position += count;
    if (position == bytes.length) {
      letGoOfBytes();
    }
    return count;
  }

  @Override
  @Nullable ByteBuffer poll() {
    ByteBuffer rest;
    synchronized (this) {
      rest = takeRest();
    }
    if (rest != null) {
      taken(rest.remaining());
    }
    return rest;
  }

  @Override
  synchronized boolean isDrained() {
    if (failure != null) {
      throw failure;
    }
    if (lost) {
      throw new ExchangeException(Status.CANCELLED, TOO_LATE);
    }
    if (bytes.length == 0) {
      readingEnds();
    }
    return bytes.length == 0;
  }

  @Override
  void drop(ExchangeException cause) {
    synchronized (this) {
      if (bytes.length == 0 || failure != null) {
        return;
      }
      failure = cause;
      letGoOfBytes();
    }
    drain();
  }

  @Override
  public Header trailers() {
    return Header.empty();
  }

  @Override
  protected synchronized int available() {
    return bytes.length - position;
  }

  @Override
  protected synchronized void letGo() {
    discarded = true;
    lost = bytes.length > 0;
    letGoOfBytes();
  }
}
