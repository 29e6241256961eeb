package io.cleave.examples.file;

import io.cleave.examples.console.FailureException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.util.Arrays;
import java.util.List;

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
    return openFile(name).channel();
  }

  /** Opens a file for reading, and tells what it is; see {@link #open}. */
  OpenedFile openFile(String name) throws IOException {
    List<Path> components = components(name);
    try (OpenFolder folder = openFolder(components.subList(0, components.size() - 1))) {
      return folder.openToRead(components.get(components.size() - 1));
    }
  }

  /**
   * Opens a directory.
   *
   * @param name components with {@code /} between them; empty for the root itself
   * @throws IOException as {@link #open}, or if it is no directory
   */
  OpenFolder openFolder(String name) throws IOException {
    return openFolder(name.isEmpty() ? List.of() : components(name));
  }

  /** Opens the directory that a file of this name is in, or would be. */
  OpenFolder openFolderOf(String name) throws IOException {
    List<Path> components = components(name);
    return openFolder(components.subList(0, components.size() - 1));
  }

  /** The last component of a name. */
  static Path lastOf(String name) {
    List<Path> components = components(name);
    return components.get(components.size() - 1);
  }

  private static List<Path> components(String name) {
    return Arrays.stream(name.split("/", -1)).map(PlainName::new).map(PlainName::toPath).toList();
  }

  @SuppressWarnings("resource") // the caller closes the last one
  private OpenFolder openFolder(List<Path> components) throws IOException {
    OpenFolder folder = OpenFolder.on(root, path);
    for (Path component : components) {
      try (OpenFolder above = folder) {
        folder = above.below(component);
      }
    }
    return folder;
  }

  @Override
  public void close() throws IOException {
    root.close();
  }
}
