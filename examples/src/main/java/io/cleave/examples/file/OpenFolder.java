package io.cleave.examples.file;

import io.cleave.body.BodyFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A directory that is held open: what becomes of its path meanwhile changes nothing. No link in it
 * is followed.
 */
final class OpenFolder implements Folder {
  /** A file that is replaced all the time is opened between two of these times, as a rule. */
  private static final int ATTEMPTS = 20;

  private static final Path SELF = Path.of(".");
  private static final Set<OpenOption> READ =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

  private final SecureDirectoryStream<Path> directory;
  private final Path path;
  private final boolean isOwn;

  private OpenFolder(SecureDirectoryStream<Path> directory, Path path, boolean isOwn) {
    this.directory = directory;
    this.path = path;
    this.isOwn = isOwn;
  }

  /** A directory that somebody else closes. */
  static OpenFolder on(SecureDirectoryStream<Path> directory, Path path) {
    return new OpenFolder(directory, path, false);
  }

  /** Opens a directory in this one. */
  OpenFolder below(Path name) throws IOException {
    if (!look(name).isDirectory()) {
      throw new FileSystemException(name.toString(), null, "is no directory");
    }
    SecureDirectoryStream<Path> below =
        StuckOpen.watch(
            directory, name, () -> directory.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS));
    return new OpenFolder(below, path.resolve(name), true);
  }

  /** Opens a file for reading, if it is one to be given away. */
  OpenedFile openToRead(Path name) throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      BasicFileAttributes before = look(name);
      if (!isGivenAway(name, before)) {
        throw new FileSystemException(name.toString(), null, "is no file to be given away");
      }
      FileChannel file =
          StuckOpen.watch(
              directory, name, () -> (FileChannel) directory.newByteChannel(name, READ));
      boolean kept = false;
      try {
        BasicFileAttributes after = look(name);
        if (Objects.equals(after.fileKey(), before.fileKey())) {
          kept = true;
          return new OpenedFile(file, after, path.resolve(name));
        }
      } finally {
        if (!kept) {
          file.close();
        }
      }
    }
    throw new FileSystemException(name.toString(), null, "was exchanged while it was opened");
  }

  /** Whether it is a regular file, and none that is half-way. */
  static boolean isGivenAway(Path name, BasicFileAttributes attributes) {
    return attributes.isRegularFile() && !BodyFile.isPart(name);
  }

  /** The names of everything in it, in no order. */
  List<Path> names() throws IOException {
    List<Path> names = new ArrayList<>();
    try (DirectoryStream<Path> entries =
        directory.newDirectoryStream(SELF, LinkOption.NOFOLLOW_LINKS)) {
      for (Path entry : entries) {
        names.add(entry.getFileName());
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return names;
  }

  @Override
  public FileChannel open(Path name, Set<OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return (FileChannel) directory.newByteChannel(name, options, attributes);
  }

  @Override
  public BasicFileAttributes look(Path name) throws IOException {
    return directory
        .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .readAttributes();
  }

  @Override
  public boolean hasPermissions() {
    return directory.getFileAttributeView(PosixFileAttributeView.class) != null;
  }

  @Override
  public void permit(Path name, Set<PosixFilePermission> permissions) throws IOException {
    directory
        .getFileAttributeView(name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .setPermissions(permissions);
  }

  @Override
  public void remove(Path name) throws IOException {
    try {
      directory.deleteFile(name);
    } catch (NoSuchFileException gone) {
      // that is what was asked for
    }
  }

  @Override
  public void rename(Path from, Path to, boolean replacing) throws IOException {
    if (!replacing) {
      throw new UnsupportedOperationException("rename: there is no link relative to a directory");
    }
    directory.move(from, directory, to);
  }

  @Override
  public void sync() throws IOException {
    try (FileChannel self = open(SELF, READ)) {
      self.force(true);
    }
  }

  @Override
  public long usableSpace() {
    return PathFolder.usableSpace(path);
  }

  @Override
  public void close() throws IOException {
    if (isOwn) {
      directory.close();
    }
  }
}
