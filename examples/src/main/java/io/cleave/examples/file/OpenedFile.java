package io.cleave.examples.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A file that is open for reading, and what was known of it then.
 *
 * @param channel its bytes
 * @param attributes its size, its times, and which file it is
 * @param path where it was; only for what the channel does not tell
 */
record OpenedFile(FileChannel channel, BasicFileAttributes attributes, Path path)
    implements Closeable {
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
