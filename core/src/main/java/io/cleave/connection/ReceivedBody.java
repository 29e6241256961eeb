package io.cleave.connection;

import static java.util.Objects.requireNonNull;

import io.cleave.body.BodyFile;
import io.cleave.body.FileTarget;
import io.cleave.frame.FrameTooLongException;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The body of a message that has come: read once, as bytes, as a stream, or into a file.
 *
 * <p>It comes through a window: what the reader has not taken yet is bounded, so a body of any size
 * takes constant memory. On a plain format the peer is not read while {@value #WINDOW} bytes wait;
 * on the native protocol it is granted no more credit.
 *
 * <p><b>Threading.</b> Every method blocks its caller until bytes are here; on an event loop that
 * is an {@link IllegalStateException}, because there they would never come. One reader at a time.
 */
public abstract class ReceivedBody {
  /**
   * How many bytes wait for their reader at most on a plain format, give or take one read of the
   * socket.
   */
  public static final int WINDOW = 256 << 10;

  /** What {@link #length()} is while nobody has said it. */
  public static final long UNKNOWN_LENGTH = -1;

  /** What {@link #text()} takes at most: 1 MiB. */
  public static final int DEFAULT_MAX_TEXT = 1 << 20;

  private enum Reading {
    /** Nobody has asked. */
    NOT_YET,
    /** Somebody may still read. */
    NOW,
    /** All was read, or enough. */
    OVER,
    /** It was left unread, and the rest thrown away. */
    LEFT
  }

  /** For a subclass whose bytes were thrown away before somebody asked for them. */
  protected static final String TOO_LATE =
      "body: read too late, what was left of it was thrown away (expected: before the handler"
          + " returns, or before the next call)";

  private final long length;
  private volatile Reading reading = Reading.NOT_YET;
  private volatile LongConsumer listener = taken -> {};
  private long taken;

  /**
   * A body that is here or still coming.
   *
   * @param length in bytes, or {@link #UNKNOWN_LENGTH}
   */
  protected ReceivedBody(long length) {
    this.length = length;
  }

  /**
   * The next bytes, waited for; they belong to the caller.
   *
   * @return null behind the last ones
   * @throws RuntimeException if the rest does not come
   * @throws InterruptedException if the caller was interrupted while it waited
   */
  protected abstract @Nullable ByteBuf take() throws InterruptedException;

  /**
   * All bytes, if they are here and nobody has taken any: they belong to the caller.
   *
   * @return null if they have to be taken one after the other
   * @throws RuntimeException if they do not come
   */
  protected byte @Nullable [] takeAll() {
    return null;
  }

  /**
   * Copies the next bytes, waited for.
   *
   * @param target where to
   * @param offset of the first byte in it
   * @param length how many at most, from 1
   * @return how many, or -1 behind the last ones
   * @throws RuntimeException if the rest does not come
   * @throws InterruptedException if the caller was interrupted while it waited
   */
  protected abstract int read(byte[] target, int offset, int length) throws InterruptedException;

  /**
   * Bytes that can be taken without waiting.
   *
   * @return how many
   */
  protected abstract int available();

  /** Nobody reads any more: throws away what is here, and what comes. */
  protected abstract void letGo();

  /** How many bytes, as the header announced, or {@link #UNKNOWN_LENGTH}. */
  public final long length() {
    return length;
  }

  /**
   * Calls {@code listener} with the number of bytes taken so far, whenever some were, on the thread
   * that takes them: a progress bar.
   *
   * @return this
   */
  public final ReceivedBody onProgress(LongConsumer listener) {
    this.listener = requireNonNull(listener, "listener");
    return this;
  }

  /**
   * The bytes as they come. The stream ends behind the last one; a connection that is lost before
   * is an {@link IOException}, whose cause says more. Closing it early is fine: the rest is read
   * past.
   *
   * <p>An answer may be made of it, {@code Body.stream(body.stream(), body.length())}, or on the
   * native protocol {@code Body.stream(body.stream())}: it stays open until that answer has been
   * written.
   */
  public final InputStream stream() {
    begin();
    return new BodyStream(this);
  }

  /**
   * All bytes.
   *
   * @param max the most the caller wants to have in memory
   * @throws FrameTooLongException if there are more; none is taken then, if the length is known
   * @throws RuntimeException if they did not all come
   */
  public final byte[] bytes(int max) {
    if (length > max) {
      throw new FrameTooLongException("body", length, max, "");
    }
    begin();
    byte[] all = takeAll();
    return all == null ? streamed(max) : counted(all);
  }

  private byte[] counted(byte[] all) {
    readingEnds();
    if (all.length > 0) {
      taken(all.length);
    }
    return all;
  }

  private byte[] streamed(int max) {
    try (InputStream stream = new BodyStream(this)) {
      byte[] bytes = stream.readNBytes(max);
      if (length == UNKNOWN_LENGTH && stream.read() >= 0) {
        throw new FrameTooLongException("body", max + 1L, max, "");
      }
      return bytes;
    } catch (IOException e) {
      throw unchecked(e);
    }
  }

  /** All bytes as UTF-8 text, at most {@link #DEFAULT_MAX_TEXT}; see {@link #bytes}. */
  public final String text() {
    return text(StandardCharsets.UTF_8);
  }

  /** All bytes as text, at most {@link #DEFAULT_MAX_TEXT}; see {@link #bytes}. */
  public final String text(Charset charset) {
    requireNonNull(charset, "charset");
    return new String(bytes(DEFAULT_MAX_TEXT), charset);
  }

  /** Writes all bytes to a new file; see {@link #writeTo(FileTarget)}. */
  public final void writeTo(Path path) {
    writeTo(FileTarget.of(path));
  }

  /**
   * Writes all bytes to a file, which appears under its name when it is whole and its digest right.
   *
   * @return the digest in hex digits if the target has one, else an empty text
   * @throws RuntimeException if they did not all come; no file is left
   * @throws io.cleave.body.BodyDigestException if the digest is another one; no file is left
   * @throws UncheckedIOException if the disk refused, for example with {@link
   *     io.cleave.body.NoSpaceException} or {@link java.nio.file.FileAlreadyExistsException}
   */
  public final String writeTo(FileTarget target) {
    requireNonNull(target, "target");
    try (BodyFile file =
        length == UNKNOWN_LENGTH ? BodyFile.create(target) : BodyFile.create(target, length)) {
      begin();
      copyTo(file);
      readingEnds();
      String digest = target.digestAlgorithm().isEmpty() ? "" : file.digestHex();
      file.commit();
      return digest;
    } catch (IOException e) {
      throw unchecked(e);
    } finally {
      discard(); // what was not written will not be asked for again
    }
  }

  private void copyTo(BodyFile file) throws IOException {
    try {
      for (ByteBuf chunk = take(); chunk != null; chunk = take()) {
        int count = chunk.readableBytes();
        try {
          file.write(chunk);
        } finally {
          chunk.release();
        }
        taken(count);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("body: interrupted while waiting for bytes");
    }
  }

  private static RuntimeException unchecked(IOException e) {
    return e.getCause() instanceof RuntimeException lost ? lost : new UncheckedIOException(e);
  }

  /** Somebody begins to read; for a subclass with another way to. */
  protected final void begin() {
    if (reading == Reading.LEFT) {
      throw new IllegalStateException(TOO_LATE);
    }
    if (reading != Reading.NOT_YET) {
      throw new IllegalStateException("body: asked for a second time (expected: once)");
    }
    reading = Reading.NOW;
  }

  /**
   * Counts bytes that the reader has been given.
   *
   * @param count how many
   */
  protected final void taken(int count) {
    taken += count;
    listener.accept(taken);
  }

  /** All was read, or enough. */
  protected final void readingEnds() {
    reading = Reading.OVER;
  }

  /** Whether somebody has begun to read and may go on. */
  public final boolean isBeingRead() {
    return reading == Reading.NOW;
  }

  /** Throws away what is left, now and when it comes. */
  public final void discard() {
    if (reading != Reading.OVER) {
      reading = Reading.LEFT;
    }
    letGo();
  }
}
