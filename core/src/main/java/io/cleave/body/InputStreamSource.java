package io.cleave.body;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Reads a stream on a worker, two chunks ahead of the event loop. */
final class InputStreamSource extends QueuedSource {
  private final InputStream stream;
  private final Executor executor;
  private final AtomicBoolean reading = new AtomicBoolean();
  private final AtomicBoolean stopped = new AtomicBoolean();

  /** Touched by the one worker that is reading. */
  private final byte[] array;

  InputStreamSource(InputStream stream, long length, Executor executor) {
    super(length);
    this.stream = stream;
    this.executor = executor;
    long longest = length == Body.UNKNOWN_LENGTH ? Chunks.MAX_LENGTH : Math.max(length, 1);
    this.array = new byte[(int) Math.min(Chunks.MAX_LENGTH, longest)];
  }

  @Override
  void fetch(ByteBufAllocator allocator) {
    if (room() == 0 || !reading.compareAndSet(false, true)) {
      return;
    }
    try {
      executor.execute(() -> read(allocator));
    } catch (RejectedExecutionException e) {
      fail(new IOException("body: no thread to read the stream on, its executor refused", e));
    }
  }

  private void read(ByteBufAllocator allocator) {
    do {
      try {
        while (room() > 0) {
          readOnce(allocator);
        }
      } catch (Throwable t) { // whatever a stream throws belongs to the body, not to the worker
        fail(t);
      }
      reading.set(false);
      // the puller may have made room since, and found somebody reading
    } while (room() > 0 && reading.compareAndSet(false, true));
  }

  private void readOnce(ByteBufAllocator allocator) throws IOException {
    int bytes = stream.read(array, 0, array.length);
    if (bytes < 0) {
      end();
    } else if (bytes > 0) {
      // an exact copy: a stream that trickles must not pin 64 KiB for each byte it gives
      ByteBuf chunk = allocator.buffer(bytes, bytes);
      offer(chunk.writeBytes(array, 0, bytes));
    } else {
      throw new IOException(
          "body: " + stream.getClass().getName() + " read 0 bytes (expected: at least 1)");
    }
  }

  @Override
  void stop() {
    if (stopped.compareAndSet(false, true)) {
      close(stream, executor);
    }
  }

  /** Closes a stream where it may block, also while a read in it is blocked. */
  static void close(InputStream stream, Executor executor) {
    Runnable close = () -> closeQuietly(stream);
    try {
      executor.execute(close);
    } catch (RejectedExecutionException e) {
      close.run(); // rather a short wait here than a descriptor that stays open
    }
  }

  private static void closeQuietly(InputStream stream) {
    try {
      stream.close();
    } catch (IOException | RuntimeException e) {
      // all that was wanted of the stream had been read, or had failed before
    }
  }
}
