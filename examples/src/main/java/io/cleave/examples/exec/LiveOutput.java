package io.cleave.examples.exec;

import io.cleave.header.Header;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;

/**
 * What a command prints, on its way to a peer that may be slow.
 *
 * <p>While the command runs, whoever reads its pipes waits here for the peer, so the pipes fill up
 * and the command waits too. Once it has ended nothing may wait any more: what is left in its pipes
 * is kept, up to {@value #LEFT} bytes.
 *
 * <p><b>Threading.</b> Any; {@link #take} for one at a time.
 */
final class LiveOutput {
  /** How many bytes wait for the peer while the command runs, give or take one read of a pipe. */
  static final int WINDOW = 64 << 10;

  /** How many bytes wait for it when the command has ended; more than pipes are given. */
  static final int LEFT = 1 << 20;

  private static final Header STDOUT = Header.of("stream", "stdout");
  private static final Header STDERR = Header.of("stream", "stderr");

  /**
   * Some bytes.
   *
   * @param label which of the two outputs
   * @param bytes at least one
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over, not compared
  record Piece(Header label, byte[] bytes) {}

  private final Deque<Piece> pieces = new ArrayDeque<>(); // guarded by this, as all the rest
  private int held;
  private boolean running = true;
  private boolean overflown;
  private boolean over;
  private boolean unwanted;

  /** Takes from standard output; keeps the caller waiting while the peer is slow. */
  void out(byte[] bytes, int count) throws InterruptedIOException {
    put(STDOUT, bytes, count);
  }

  /** Takes from standard error; keeps the caller waiting while the peer is slow. */
  void err(byte[] bytes, int count) throws InterruptedIOException {
    put(STDERR, bytes, count);
  }

  private synchronized void put(Header label, byte[] bytes, int count)
      throws InterruptedIOException {
    awaitRoom(count);
    if (unwanted || overflown || count == 0) {
      return;
    }
    if (held + count > LEFT) {
      overflown = true; // and nothing behind it, else there would be a gap
      return;
    }
    pieces.add(new Piece(label, Arrays.copyOf(bytes, count)));
    held += count;
    notifyAll();
  }

  private synchronized void awaitRoom(int count) throws InterruptedIOException {
    try {
      while (running && !unwanted && held > 0 && held + count > WINDOW) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  /** The next bytes, waited for; nothing behind the last ones, or when nobody wants them. */
  synchronized Optional<Piece> take() throws InterruptedException {
    while (pieces.isEmpty() && !over && !unwanted) {
      wait();
    }
    Piece next = unwanted ? null : pieces.poll();
    if (next != null) {
      held -= next.bytes().length;
      notifyAll();
    }
    return Optional.ofNullable(next);
  }

  /** The command has ended, or is being ended: nobody waits for the peer any more. */
  synchronized void commandEnds() {
    running = false;
    notifyAll();
  }

  /** Nothing more comes. */
  synchronized void end() {
    over = true;
    notifyAll();
  }

  /** Nobody wants it any more. */
  synchronized void giveUp() {
    unwanted = true;
    pieces.clear();
    held = 0;
    notifyAll();
  }

  /** Whether some of it was left out. */
  synchronized boolean isOverflown() {
    return overflown;
  }

  /** Whether it was given up. */
  synchronized boolean isUnwanted() {
    return unwanted;
  }
}
