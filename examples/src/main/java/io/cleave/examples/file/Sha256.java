package io.cleave.examples.file;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The digest that the native protocol's files are compared by. */
final class Sha256 {
  /** How many hex digits it has. */
  static final int DIGITS = 64;

  private static final int READ_LENGTH = 256 << 10;

  private Sha256() {}

  static MessageDigest begin() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException never) {
      throw new IllegalStateException("every Java has SHA-256", never);
    }
  }

  /** Of a file's first bytes. */
  static String of(FileChannel file, long length) throws IOException {
    MessageDigest digest = begin();
    update(digest, file, 0, length);
    return HexFormat.of().formatHex(digest.digest());
  }

  /**
   * Adds bytes of a file.
   *
   * @throws EOFException if it does not have them
   */
  static void update(MessageDigest digest, FileChannel file, long offset, long length)
      throws IOException {
    ByteBuffer read = ByteBuffer.allocate((int) Math.min(READ_LENGTH, length));
    long at = offset;
    for (long end = offset + length; at < end; ) {
      read.clear().limit((int) Math.min(read.capacity(), end - at));
      int count = file.read(read, at);
      if (count < 0) {
        throw new EOFException(
            "the file has become shorter: " + at + " bytes (expected: " + end + ")");
      }
      digest.update(read.flip());
      at += count;
    }
  }
}
