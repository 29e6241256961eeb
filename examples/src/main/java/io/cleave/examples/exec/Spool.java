package io.cleave.examples.exec;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Output that waits until its length is known: in memory up to {@value #IN_MEMORY} bytes, the rest
 * in a file that has no name any more, so nothing is left of it whatever happens.
 *
 * <p><b>Threading.</b> Written by one thread, read by another when that has ended.
 */
final class Spool implements AutoCloseable {
  /** How much is kept in memory. */
  static final int IN_MEMORY = 256 << 10;

  private final Path directory;
  private final ByteArrayOutputStream memory = new ByteArrayOutputStream();
  private @Nullable FileChannel file;
  private long length;

  /**
   * An empty one.
   *
   * @param directory where the file goes, should there be one
   */
  Spool(Path directory) {
    this.directory = directory;
  }

  void append(byte[] bytes, int count) throws IOException {
    int kept = Math.min(count, IN_MEMORY - memory.size());
    memory.write(bytes, 0, kept);
    length += kept;
    if (kept < count) {
      ByteBuffer rest = ByteBuffer.wrap(bytes, kept, count - kept);
      FileChannel file = file();
      while (rest.hasRemaining()) {
        length += file.write(rest); // a full disk may take a part of it
      }
    }
  }

  private FileChannel file() throws IOException {
    FileChannel open = file;
    if (open == null) {
      Path path = Files.createTempFile(directory, "output", "");
      open =
          FileChannel.open(
              path,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
      Files.deleteIfExists(path); // where opening has not done it already
      file = open;
    }
    return open;
  }

  long length() {
    return length;
  }

  /** Whether its last byte ends a line. */
  boolean endsLine() throws IOException {
    if (length == 0) {
      return true;
    }
    FileChannel file = this.file;
    ByteBuffer last = ByteBuffer.allocate(1);
    if (file == null) {
      return memory.toByteArray()[memory.size() - 1] == '\n';
    }
    file.read(last, file.size() - 1);
    return last.get(0) == '\n';
  }

  /** All of it, from the beginning. */
  InputStream read() throws IOException {
    InputStream kept = new ByteArrayInputStream(memory.toByteArray());
    FileChannel file = this.file;
    return file == null
        ? kept
        : new SequenceInputStream(kept, Channels.newInputStream(file.position(0)));
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
    }
  }
}
