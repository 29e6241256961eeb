package io.cleave.examples.file;

import static java.util.Objects.requireNonNull;

import io.cleave.body.Body;
import io.cleave.header.Header;
import io.cleave.message.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A file that is sent to whoever connects, with its name, its length and its MD5 in front.
 *
 * <p>The MD5 is computed when the file or its time changes, once for all who wait for it.
 *
 * <p><b>Threading.</b> Any; blocks on the disk.
 */
public final class PushedFile {
  private static final int READ_LENGTH = 256 << 10;
  private static final int ATTEMPTS = 5;

  private record State(long size, FileTime time, @Nullable Object key) {
    static State of(Path file) throws IOException {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return new State(now.size(), now.lastModifiedTime(), now.fileKey());
    }
  }

  private final Path file;
  private final String name;
  private final String lengthKey;
  private @Nullable State known;
  private String md5 = "";

  /**
   * A file to be pushed under its own name.
   *
   * @param lengthKey what the header calls its length
   */
  public PushedFile(Path file, String lengthKey) {
    this(file, String.valueOf(file.getFileName()), lengthKey);
  }

  /**
   * A file to be pushed.
   *
   * @param name what the header calls it
   * @param lengthKey what the header calls its length
   */
  PushedFile(Path file, String name, String lengthKey) {
    this.file = requireNonNull(file, "file");
    this.name = requireNonNull(name, "name");
    this.lengthKey = requireNonNull(lengthKey, "lengthKey");
  }

  /**
   * The file as it is now.
   *
   * @throws UncheckedIOException if it cannot be read, or changes all the time
   */
  public Message message() {
    try {
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        State before = State.of(file);
        String digest = md5Of(before);
        Body body = Body.file(file);
        if (body.length() == before.size() && State.of(file).equals(before)) {
          Header header = Header.of("file_name", name, lengthKey, before.size(), "md5", digest);
          return Message.of(header, body);
        }
        body.release();
      }
      throw new IOException(file + ": changes while it is read (expected: one that stays a while)");
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private synchronized String md5Of(State state) throws IOException {
    if (!state.equals(known)) {
      md5 = compute();
      known = state;
    }
    return md5;
  }

  private String compute() throws IOException {
    MessageDigest digest = newMd5();
    ByteBuffer read = ByteBuffer.allocateDirect(READ_LENGTH);
    try (FileChannel in = FileChannel.open(file)) {
      while (in.read(read) >= 0) {
        digest.update(read.flip());
        read.clear();
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest newMd5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException never) {
      throw new IllegalStateException("every Java has MD5", never);
    }
  }
}
