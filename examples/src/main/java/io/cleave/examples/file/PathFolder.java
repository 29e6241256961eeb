package io.cleave.examples.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/**
 * A directory of one's own, found by its path each time.
 *
 * @param path the directory
 */
record PathFolder(Path path) implements Folder {
  /** The directory that a file is in, or would be. */
  static PathFolder of(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    return new PathFolder(parent != null ? parent : file.toAbsolutePath());
  }

  /** How many bytes are free; as many as one could want if that cannot be known. */
  static long usableSpace(Path directory) {
    long usable = directory.toFile().getUsableSpace();
    return usable > 0 ? usable : Long.MAX_VALUE; // 0 is also what it says when it does not know
  }

  @Override
  public FileChannel open(Path name, Set<OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return FileChannel.open(path.resolve(name), options, attributes);
  }

  @Override
  public BasicFileAttributes look(Path name) throws IOException {
    return Files.readAttributes(
        path.resolve(name), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public boolean hasPermissions() {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  @Override
  public void permit(Path name, Set<PosixFilePermission> permissions) throws IOException {
    Files.setPosixFilePermissions(path.resolve(name), permissions);
  }

  @Override
  public void remove(Path name) throws IOException {
    Files.deleteIfExists(path.resolve(name));
  }

  @Override
  public void rename(Path from, Path to, boolean replacing) throws IOException {
    if (replacing) {
      Files.move(path.resolve(from), path.resolve(to), StandardCopyOption.ATOMIC_MOVE);
      return;
    }
    try {
      Files.createLink(path.resolve(to), path.resolve(from)); // a rename would replace
    } catch (FileAlreadyExistsException taken) {
      throw taken;
    } catch (UnsupportedOperationException | FileSystemException noLinksHere) {
      if (Files.exists(path.resolve(to), LinkOption.NOFOLLOW_LINKS)) {
        throw new FileAlreadyExistsException(path.resolve(to).toString());
      }
      Files.move(path.resolve(from), path.resolve(to), StandardCopyOption.ATOMIC_MOVE);
      return;
    }
    remove(from);
  }

  @Override
  public void sync() throws IOException {
    if (hasPermissions()) { // elsewhere a directory cannot be opened
      try (FileChannel self = FileChannel.open(path, StandardOpenOption.READ)) {
        self.force(true);
      }
    }
  }

  @Override
  public long usableSpace() {
    return usableSpace(path);
  }

  @Override
  public void close() {
    // nothing is held open
  }
}
