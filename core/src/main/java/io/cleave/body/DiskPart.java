package io.cleave.body;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A temporary file on a real disk, beside its target and for its owner's eyes only.
 *
 * <p>Beside it, because a rename is atomic within one file system alone, and because a shared
 * directory for temporary files shows everybody what nobody has checked yet.
 */
final class DiskPart implements Part {
  private static final Set<OpenOption> CREATE =
      Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW, LinkOption.NOFOLLOW_LINKS);
  private static final FileAttribute<?>[] ANY_PERMISSIONS = {};
  private static final FileAttribute<?>[] OWNER_ONLY = {
    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
  };

  private final FileTarget target;
  private final long length;
  private final Path path;
  private final FileChannel file;
  private long written;

  private DiskPart(FileTarget target, long length, Path path, FileChannel file) {
    this.target = target;
    this.length = length;
    this.path = path;
    this.file = file;
  }

  /** Checks what can be checked before the first byte, and creates the temporary file. */
  static DiskPart create(FileTarget target, long length) throws IOException {
    checkFree(target);
    Path directory = directory(target);
    long usable = usableSpace(directory);
    if (length > usable) {
      throw new NoSpaceException(target.path().toString(), length, usable);
    }
    Path path = directory.resolve(PartName.random(target.path().getFileName().toString()));
    FileAttribute<?>[] permissions = isPosix(path) ? OWNER_ONLY : ANY_PERMISSIONS;
    return new DiskPart(target, length, path, FileChannel.open(path, CREATE, permissions));
  }

  private static void checkFree(FileTarget target) throws IOException {
    BasicFileAttributes there;
    try {
      there =
          Files.readAttributes(target.path(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return;
    }
    if (!target.replacing()) {
      throw existsAlready(target);
    }
    if (!there.isRegularFile() && !there.isSymbolicLink()) {
      throw new FileSystemException(
          target.path().toString(), null, "only a file can be replaced, and this is none");
    }
  }

  private static FileAlreadyExistsException existsAlready(FileTarget target) {
    return new FileAlreadyExistsException(
        target.path().toString(), null, "exists already, and was not to be replaced");
  }

  private static Path directory(FileTarget target) {
    Path parent = target.path().getParent();
    return parent != null ? parent : target.path().getFileSystem().getPath("");
  }

  private static boolean isPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  /** How many bytes are free; as many as one could want if that cannot be known. */
  private static long usableSpace(Path directory) {
    if (directory.getFileSystem() != FileSystems.getDefault()) {
      return Long.MAX_VALUE;
    }
    long usable = directory.toAbsolutePath().toFile().getUsableSpace();
    return usable > 0 ? usable : Long.MAX_VALUE; // 0 is also what it says when it does not know
  }

  @Override
  public void write(ByteBuffer bytes) throws IOException {
    try {
      while (bytes.hasRemaining()) {
        written += file.write(bytes);
      }
    } catch (IOException e) {
      throw explained(e);
    }
  }

  IOException explained(IOException e) {
    long needed = Math.max(1, length - written); // nobody may have announced a length
    long usable = usableSpace(directory(target));
    String reason = String.valueOf(e.getMessage());
    return needed > usable || reason.contains("No space left") || reason.contains("quota")
        ? new NoSpaceException(target.path().toString(), needed, usable, e)
        : e;
  }

  @Override
  public void finish() throws IOException {
    PosixFileAttributeView view =
        Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (view != null) {
      view.setPermissions(target.permissions());
    }
    try {
      file.force(true);
      file.close();
    } catch (IOException e) {
      throw explained(e); // some file systems find out only now that there is no room
    }
  }

  @Override
  public void rename() throws IOException {
    if (target.replacing()) {
      Files.move(path, target.path(), StandardCopyOption.ATOMIC_MOVE);
    } else {
      renameToFreeName();
    }
  }

  /** A rename would replace; a link never does. */
  private void renameToFreeName() throws IOException {
    try {
      Files.createLink(target.path(), path);
    } catch (FileAlreadyExistsException e) {
      throw existsAlready(target);
    } catch (UnsupportedOperationException | FileSystemException e) {
      renameWithoutLink(); // FAT, some network and user-space file systems
      return;
    }
    remove();
  }

  /**
   * Between the look and the rename somebody else can take the name, whose file is then replaced.
   */
  void renameWithoutLink() throws IOException {
    if (Files.exists(target.path(), LinkOption.NOFOLLOW_LINKS)) {
      throw existsAlready(target);
    }
    Files.move(path, target.path(), StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void syncDirectory() throws IOException {
    if (isPosix(path)) { // elsewhere a directory cannot be opened
      try (FileChannel directory = FileChannel.open(directory(target), StandardOpenOption.READ)) {
        directory.force(true);
      }
    }
  }

  @Override
  public void remove() {
    try (file) {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      // the sweep of stale parts gets what cannot be deleted now
    }
  }
}
