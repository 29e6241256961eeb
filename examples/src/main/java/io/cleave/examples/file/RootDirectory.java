package io.cleave.examples.file;

import io.cleave.body.BodyFile;
import io.cleave.examples.console.FailureException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A directory whose files are given to whoever names them, and nothing else is.
 *
 * <pre>{@code
 * "a/b/c.txt"   each component a PlainName
 *  a            is a directory?  opened relative to the root,  not through a link
 *    b          is a directory?  opened relative to a,         not through a link
 *      c.txt    a regular file?  opened relative to b,         not through a link;  still the same?
 * }</pre>
 *
 * <p>The root is opened once: what later happens to its path changes nothing. Each component is
 * opened relative to the one before, so exchanging a directory for a link half-way leads nowhere: a
 * link is never followed, wherever it points. A hard link is a file like any other, and is served.
 *
 * <p>Only regular files are opened. Java cannot open without waiting, and opening a FIFO waits for
 * somebody to write: so what it is is looked at before, and if it was exchanged for a FIFO in that
 * instant, {@link StuckOpen} gets the thread out again.
 *
 * <p><b>Threading.</b> Any; blocks on the disk.
 */
final class RootDirectory implements Closeable {
  private static final Set<OpenOption> READ =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

  private final Path path;
  private final SecureDirectoryStream<Path> root;

  private RootDirectory(Path path, SecureDirectoryStream<Path> root) {
    this.path = path;
    this.root = root;
  }

  /**
   * Opens the root; its own path may go through links.
   *
   * @throws FailureException if it is no directory, or files here cannot be opened relative to a
   *     directory
   * @throws IOException if it cannot be opened
   */
  @SuppressWarnings("StreamResourceLeak") // it is open as long as the root is
  static RootDirectory of(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new FailureException(directory + ": not a directory");
    }
    Path real = directory.toRealPath();
    DirectoryStream<Path> stream = Files.newDirectoryStream(real);
    if (stream instanceof SecureDirectoryStream<Path> secure) {
      return new RootDirectory(real, secure);
    }
    stream.close();
    throw new FailureException(
        directory
            + ": files cannot be opened relative to a directory on this file system (expected: one"
            + " that can, as on Linux, or a link might lead out of the directory)");
  }

  /** Where it is, links resolved. */
  Path path() {
    return path;
  }

  /**
   * Opens a file for reading.
   *
   * @param name components with {@code /} between them
   * @throws IllegalArgumentException if a component is not a {@link PlainName}
   * @throws FailureException if the locale cannot say it
   * @throws NoSuchFileException if there is none
   * @throws IOException if it is no regular file, or cannot be read
   */
  FileChannel open(String name) throws IOException {
    List<Path> components =
        Arrays.stream(name.split("/", -1)).map(PlainName::new).map(PlainName::toPath).toList();
    SecureDirectoryStream<Path> directory = root;
    try {
      for (Path component : components.subList(0, components.size() - 1)) {
        SecureDirectoryStream<Path> below = openDirectory(directory, component);
        closeUnlessRoot(directory);
        directory = below;
      }
      return openFile(directory, components.get(components.size() - 1));
    } finally {
      closeUnlessRoot(directory);
    }
  }

  private void closeUnlessRoot(SecureDirectoryStream<Path> directory) throws IOException {
    if (directory != root) {
      directory.close();
    }
  }

  private static SecureDirectoryStream<Path> openDirectory(
      SecureDirectoryStream<Path> parent, Path name) throws IOException {
    if (!look(parent, name).isDirectory()) {
      throw new FileSystemException(name.toString(), null, "is no directory");
    }
    return StuckOpen.watch(
        parent, name, () -> parent.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS));
  }

  private static FileChannel openFile(SecureDirectoryStream<Path> directory, Path name)
      throws IOException {
    BasicFileAttributes before = look(directory, name);
    if (!before.isRegularFile() || BodyFile.isPart(name)) {
      throw new FileSystemException(name.toString(), null, "is no file to be given away");
    }
    FileChannel file =
        StuckOpen.watch(directory, name, () -> (FileChannel) directory.newByteChannel(name, READ));
    try {
      if (!Objects.equals(look(directory, name).fileKey(), before.fileKey())) {
        throw new FileSystemException(name.toString(), null, "was exchanged while it was opened");
      }
      return file;
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static BasicFileAttributes look(SecureDirectoryStream<Path> directory, Path name)
      throws IOException {
    return directory
        .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .readAttributes();
  }

  @Override
  public void close() throws IOException {
    root.close();
  }
}
