package io.cleave.body;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Receives a body into a file without holding it, and lets nobody see the file before it is whole.
 *
 * <pre>{@code
 * create   .big.iso.0123456789abcdef.part      beside the target, mode 0600
 * write    ...                                 never more than announced
 * commit   length, digest, fsync, rename       big.iso appears, whole, mode 0640
 * close    without a commit: the part is gone
 * }</pre>
 *
 * <pre>{@code
 * try (BodyFile file = BodyFile.create(FileTarget.of(path).withDigest("MD5", md5), length)) {
 *   for each chunk: file.write(chunk);
 *   file.commit();
 * }
 * }</pre>
 *
 * <p>Whatever goes wrong removes the temporary file: the target is what it was before, or the new
 * file. What a killed process leaves behind is found by {@link #removeStaleParts}.
 *
 * <p>Of many writers to one target each receives into a part of its own. With {@link
 * FileTarget#replacing()} the last one to commit wins, without it the first; the others get {@link
 * java.nio.file.FileAlreadyExistsException}. Where the file system has no hard links, two that
 * commit at the same instant may both succeed, and the later one wins.
 *
 * <p><b>Threading.</b> Blocks on the disk, {@link #commit} until the disk has it: not for an event
 * loop, unless its owner accepts that. Calls exclude each other, so {@link #close} may come from
 * another thread; it waits for the one at work.
 *
 * <p><b>Ownership.</b> Buffers stay the caller's.
 */
public final class BodyFile implements Closeable {
  /**
   * The most that is written at once, so that a huge heap buffer is not copied into a huge direct
   * one.
   */
  private static final int MAX_WRITE = 1 << 20;

  private static final long NOT_ANNOUNCED = -1;

  private enum State {
    /** Takes bytes. */
    RECEIVING,
    /** The target is in place. */
    COMMITTED,
    /** The part is gone. */
    ABORTED
  }

  private final FileTarget target;
  private final long expectedLength;
  private final Part part;
  private final @Nullable MessageDigest digest;
  private State state = State.RECEIVING;
  private long written;
  private String digestHex = "";

  BodyFile(FileTarget target, long expectedLength, Part part) {
    this.target = target;
    this.expectedLength = expectedLength;
    this.part = part;
    this.digest =
        target.digestAlgorithm().isEmpty() ? null : FileTarget.digest(target.digestAlgorithm());
  }

  /**
   * Begins a new file that must not be there yet.
   *
   * @param path see {@link FileTarget#path()}
   * @param expectedLength how many bytes the body has, from 0
   * @throws IOException as {@link #create(FileTarget, long)}
   */
  public static BodyFile create(Path path, long expectedLength) throws IOException {
    return create(FileTarget.of(path), expectedLength);
  }

  /**
   * Begins a file.
   *
   * @param target where it goes
   * @param expectedLength how many bytes the body has, from 0
   * @throws java.nio.file.FileAlreadyExistsException if it is there and must not be replaced
   * @throws NoSpaceException if that many bytes are not free now
   * @throws IOException if the temporary file cannot be created, for example because there is no
   *     such directory
   */
  public static BodyFile create(FileTarget target, long expectedLength) throws IOException {
    requireNonNull(target, "target");
    if (expectedLength < 0) {
      throw new IllegalArgumentException(
          "expectedLength: " + expectedLength + " (expected: 0..2^63-1)");
    }
    return new BodyFile(target, expectedLength, DiskPart.create(target, expectedLength));
  }

  /**
   * Begins a file whose length nobody has announced. It is whole when the caller says so, by {@link
   * #commit()}; asking for the digest ends it too.
   *
   * @param target where it goes
   * @throws java.nio.file.FileAlreadyExistsException if it is there and must not be replaced
   * @throws IOException if the temporary file cannot be created
   */
  public static BodyFile create(FileTarget target) throws IOException {
    requireNonNull(target, "target");
    return new BodyFile(target, NOT_ANNOUNCED, DiskPart.create(target, 0));
  }

  /**
   * Appends the readable bytes of a buffer, and consumes them.
   *
   * @throws BodyLengthException if that would be more than announced; none of them is written
   * @throws NoSpaceException if the disk is full
   * @throws IOException if writing failed
   */
  public synchronized void write(ByteBuf bytes) throws IOException {
    checkRoomFor(bytes.readableBytes());
    if (bytes.nioBufferCount() > 0) {
      for (ByteBuffer buffer : bytes.nioBuffers()) {
        append(buffer);
      }
    } else {
      append(ByteBuffer.wrap(ByteBufUtil.getBytes(bytes)));
    }
    bytes.skipBytes(bytes.readableBytes());
  }

  /**
   * Appends the remaining bytes of a buffer, and consumes them.
   *
   * @throws BodyLengthException if that would be more than announced; none of them is written
   * @throws NoSpaceException if the disk is full
   * @throws IOException if writing failed
   */
  public synchronized void write(ByteBuffer bytes) throws IOException {
    checkRoomFor(bytes.remaining());
    append(bytes);
  }

  private void checkRoomFor(int bytes) {
    checkReceiving();
    if (!digestHex.isEmpty() && bytes > 0) {
      throw new IllegalStateException(
          "write: " + bytes + " bytes behind the digest (expected: none)");
    }
    if (expectedLength != NOT_ANNOUNCED && bytes > expectedLength - written) {
      abort();
      throw new BodyLengthException(expectedLength, written + bytes);
    }
  }

  private void append(ByteBuffer bytes) throws IOException {
    boolean whole = false;
    try {
      while (bytes.hasRemaining()) {
        ByteBuffer piece = bytes.slice();
        piece.limit(Math.min(piece.remaining(), MAX_WRITE));
        if (digest != null) {
          digest.update(piece.duplicate());
        }
        part.write(piece);
        written += piece.position();
        bytes.position(bytes.position() + piece.position());
      }
      whole = true;
    } finally {
      abortUnless(whole);
    }
  }

  /** How many bytes have come so far. */
  public synchronized long written() {
    return written;
  }

  /**
   * The digest of the whole body, in lower-case hex digits; of what has come so far if no length
   * was announced, and then nothing more may come.
   *
   * @throws IllegalStateException if none was asked for, or bytes are still missing
   */
  public synchronized String digestHex() {
    if (digest == null) {
      throw new IllegalStateException(
          "digestHex: none was asked for (expected: FileTarget.withDigest)");
    }
    if (written < expectedLength) {
      throw new IllegalStateException(
          "digestHex: " + written + " bytes so far (expected: all " + expectedLength + ")");
    }
    if (digestHex.isEmpty()) {
      digestHex = HexFormat.of().formatHex(digest.digest());
    }
    return digestHex;
  }

  /**
   * Puts the file in place, if it is whole. After that it is on the disk and under its name.
   *
   * @throws BodyLengthException if bytes are missing
   * @throws BodyDigestException if the digest is another one than expected
   * @throws java.nio.file.FileAlreadyExistsException if somebody else has taken the name meanwhile,
   *     and is not to be replaced
   * @throws IOException if the disk failed. If only the new name could not be brought to the disk,
   *     the file is in place, and could be gone after a power cut
   */
  public void commit() throws IOException {
    commit(target.expectedDigest());
  }

  /**
   * Puts the file in place, for a digest that came behind the body. One that the target expects is
   * checked too.
   *
   * @param expectedDigest the value it must have, in hex digits; empty if none came
   * @throws IllegalArgumentException if it cannot be a value of the target's digest
   * @throws IOException as {@link #commit()}, and the same for all other exceptions
   */
  public synchronized void commit(String expectedDigest) throws IOException {
    checkReceiving();
    boolean inPlace = false;
    try {
      checkLength();
      checkDigest(target.expectedDigest());
      checkDigest(
          FileTarget.checkHex(
              target.digestAlgorithm(), requireNonNull(expectedDigest, "expectedDigest")));
      part.finish();
      part.rename();
      inPlace = true;
    } finally {
      abortUnless(inPlace);
    }
    state = State.COMMITTED;
    part.syncDirectory();
  }

  private void checkLength() {
    if (written < expectedLength) {
      throw new BodyLengthException(expectedLength, written);
    }
  }

  private void checkDigest(String expected) {
    if (!expected.isEmpty() && !expected.equals(digestHex())) {
      throw new BodyDigestException(target.digestAlgorithm(), expected, digestHex());
    }
  }

  private void checkReceiving() {
    if (state != State.RECEIVING) {
      throw new IllegalStateException(
          target.path()
              + ": "
              + (state == State.COMMITTED ? "committed" : "aborted")
              + " before (expected: one that is being received)");
    }
  }

  private void abortUnless(boolean fine) {
    if (!fine) {
      abort();
    }
  }

  /**
   * Gives the file up and removes what has been written. Does nothing after a commit or another
   * abort.
   */
  public synchronized void abort() {
    if (state == State.RECEIVING) {
      state = State.ABORTED;
      part.remove();
    }
  }

  /** The same as {@link #abort()}: closing a file that was committed does nothing. */
  @Override
  public void close() {
    abort();
  }

  /** The target, and how far it is. */
  @Override
  public synchronized String toString() {
    return "BodyFile["
        + target.path()
        + ", "
        + written
        + (expectedLength == NOT_ANNOUNCED ? "" : " of " + expectedLength)
        + " bytes, "
        + state
        + "]";
  }

  /**
   * Whether a file's name is that of such a temporary file, so that a server can leave it out of
   * what it shows.
   */
  public static boolean isPart(Path file) {
    Path name = requireNonNull(file, "file").getFileName();
    return name != null && PartName.matches(name.toString());
  }

  /**
   * Removes temporary files that a process which was killed has left in a directory. A server calls
   * it when it starts.
   *
   * @param directory where targets have been, not the ones below it
   * @param olderThan how long nothing must have been written to them; a day is plenty
   * @return how many were removed
   * @throws IOException if the directory cannot be listed
   */
  public static int removeStaleParts(Path directory, Duration olderThan) throws IOException {
    return StaleParts.remove(
        requireNonNull(directory, "directory"), requireNonNull(olderThan, "olderThan"));
  }
}
