package io.cleave.examples.file;

import io.cleave.header.Header;
import io.cleave.header.HeaderException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * What a part of a download is a part of: {@code {"size", "version"}}, in a file beside it. It is
 * written while the part is empty, so it never stands beside bytes of another version.
 *
 * <p><b>Threading.</b> Only for whoever holds the part.
 */
final class DownloadNote {
  private static final int LONGEST = 64 << 10;
  private static final Set<OpenOption> READ =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
  private static final Set<OpenOption> WRITE =
      Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW, LinkOption.NOFOLLOW_LINKS);

  private final Folder folder;
  private final Path path;
  private Header meta;

  /** Reads it, if it is there. */
  DownloadNote(Folder folder, Path path) {
    this.folder = folder;
    this.path = path;
    this.meta = Header.empty();
  }

  /** Whether a part of so many bytes can be gone on with. */
  boolean isAbout(long bytes) throws IOException {
    meta = read();
    return bytes > 0 && !meta.isEmpty() && bytes <= size();
  }

  /** Whether a server says the same. */
  boolean isSame(Header other) {
    return size() == other.longValue("size") && version().equals(other.text("version"));
  }

  long size() {
    return meta.longValue("size");
  }

  String version() {
    return meta.text("version");
  }

  private Header read() throws IOException {
    try (FileChannel file = folder.open(path, READ)) {
      ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(LONGEST, file.size()));
      file.read(bytes);
      return checked(Header.parse(bytes.array()));
    } catch (NoSuchFileException | HeaderException noneOrTorn) {
      return Header.empty();
    }
  }

  /** Remembers what a server says about a file of which nothing is here yet. */
  void write(Header said) throws IOException {
    meta = checked(said);
    remove();
    byte[] bytes = meta.toBytes();
    try (FileChannel file =
        folder.hasPermissions()
            ? folder.open(
                path,
                WRITE,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
            : folder.open(path, WRITE)) {
      file.write(ByteBuffer.wrap(bytes));
    }
  }

  private static Header checked(Header said) {
    long size = said.longValue("size");
    if (size < 0) {
      throw new HeaderException("size: " + size + " (expected: 0..)");
    }
    return Header.of("size", size, "version", said.text("version"));
  }

  void remove() throws IOException {
    folder.remove(path);
  }
}
