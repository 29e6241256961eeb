package io.cleave.examples.file;

import io.cleave.body.FileTarget;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file half-way, which outlives whoever writes it: the next one goes on where it ends.
 *
 * <pre>{@code
 * open       .NAME.0123456789abcdef.part       found or made, mode 0600, locked
 * resumeAt   the bytes that are kept           read once more, for the digest
 * write      ...
 * finish     fsync, rename, fsync of the directory
 * close      without a finish: it stays, and is free for the next one
 * }</pre>
 *
 * <p>The lock is the system's own: it ends with the process, and holds between processes too.
 *
 * <p><b>Threading.</b> One thread; blocks on the disk. An interrupt ends the writing, not the part.
 */
final class PartFile implements Closeable {
  private static final int ATTEMPTS = 10;
  private static final Set<OpenOption> CREATE =
      Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW, LinkOption.NOFOLLOW_LINKS);
  private static final Set<OpenOption> OPEN =
      Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
  private static final FileAttribute<?>[] ANY_PERMISSIONS = {};
  private static final FileAttribute<?>[] OWNER_ONLY = {
    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
  };

  private final Folder folder;
  private final Path name;
  private final FileChannel file;
  private MessageDigest digest = Sha256.begin();
  private long length;
  private boolean gone;

  private PartFile(Folder folder, Path name, FileChannel file, long length) {
    this.folder = folder;
    this.name = name;
    this.file = file;
    this.length = length;
  }

  /**
   * Finds or makes a part.
   *
   * @return nothing if somebody else is at work on it
   */
  static Optional<PartFile> open(Folder folder, Path name) throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      BasicFileAttributes before = findOrMake(folder, name);
      FileChannel file;
      try {
        file = folder.open(name, OPEN);
      } catch (NoSuchFileException finishedMeanwhile) {
        continue;
      }
      boolean kept = false;
      try {
        if (!lock(file)) {
          return Optional.empty();
        }
        if (isThere(folder, name, before.fileKey())) {
          kept = true;
          return Optional.of(new PartFile(folder, name, file, file.size()));
        }
      } finally {
        if (!kept) {
          file.close();
        }
      }
    }
    return Optional.empty(); // where so much comes and goes, somebody is at work
  }

  private static BasicFileAttributes findOrMake(Folder folder, Path name) throws IOException {
    try {
      FileAttribute<?>[] permissions = folder.hasPermissions() ? OWNER_ONLY : ANY_PERMISSIONS;
      folder.open(name, CREATE, permissions).close();
    } catch (FileAlreadyExistsException foundOne) {
      // to be gone on with
    }
    BasicFileAttributes found = folder.look(name);
    if (!found.isRegularFile()) {
      throw new FileSystemException(name.toString(), null, "is no file half-way");
    }
    return found;
  }

  private static boolean lock(FileChannel file) throws IOException {
    try {
      return file.tryLock() != null;
    } catch (OverlappingFileLockException ours) {
      return false;
    }
  }

  /** Before it was locked, somebody may have given it its final name. */
  private static boolean isThere(Folder folder, Path name, @Nullable Object key)
      throws IOException {
    try {
      return Objects.equals(folder.look(name).fileKey(), key);
    } catch (NoSuchFileException finishedMeanwhile) {
      return false;
    }
  }

  /** How many bytes it has. */
  long length() {
    return length;
  }

  /** Keeps the first bytes, of which there are enough, and reads them for the digest. */
  void resumeAt(long offset) throws IOException {
    file.truncate(offset);
    digest = Sha256.begin();
    Sha256.update(digest, file, 0, offset);
    length = offset;
    file.position(offset);
  }

  /**
   * Checks that there is room for more.
   *
   * @throws FullDiskException if not; the part is gone then
   */
  void requireRoom(long bytes) throws IOException {
    long usable = folder.usableSpace();
    if (bytes > usable) {
      remove();
      throw new FullDiskException(bytes, usable, null);
    }
  }

  /**
   * Appends bytes.
   *
   * @throws FullDiskException if there is no room for them; the part is gone then
   */
  void write(ByteBuffer bytes) throws IOException {
    digest.update(bytes.duplicate());
    try {
      while (bytes.hasRemaining()) {
        length += file.write(bytes);
      }
    } catch (IOException e) {
      throw explained(e, bytes.remaining());
    }
  }

  private IOException explained(IOException failure, long needed) throws IOException {
    if (!FullDiskException.isMeantBy(failure)) {
      return failure;
    }
    long usable = folder.usableSpace();
    remove();
    return new FullDiskException(needed, usable == Long.MAX_VALUE ? 0 : usable, failure);
  }

  /** The digest of all bytes so far. Nothing more is to be written then. */
  String sha256() {
    return HexFormat.of().formatHex(digest.digest());
  }

  /**
   * Brings it to the disk, and gives it its name.
   *
   * @param replacing whether a file that has that name gives way
   * @throws FileAlreadyExistsException if it should not, and is there; the part stays
   */
  void finish(Path target, boolean replacing) throws IOException {
    if (folder.hasPermissions()) {
      folder.permit(name, FileTarget.DEFAULT_PERMISSIONS);
    }
    try {
      file.force(true);
    } catch (IOException e) {
      throw explained(e, 1); // some file systems find out only now that there is no room
    }
    folder.rename(name, target, replacing);
    gone = true;
    folder.sync();
  }

  /** Whether the next one will find something of it. */
  boolean isKept() {
    return !gone && length > 0;
  }

  /** Gives it up. */
  void remove() throws IOException {
    if (!gone) {
      gone = true;
      folder.remove(name);
    }
  }

  /** Leaves it to the next one, if there is anything of it. */
  @Override
  public void close() throws IOException {
    try (file) {
      if (length == 0) {
        remove();
      }
    }
  }
}
