package io.cleave.examples.running;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;

/** The file of the dialects, in a directory of ours and in one of the old programs. */
record Sent(Path ours, Path old, String md5) {
  static final String NAME = "sent.bin";
  private static final int LENGTH = 3_000_000;

  static Sent in(Path directory) {
    byte[] content = new byte[LENGTH];
    new Random(10010).nextBytes(content);
    try {
      Path ours = Files.createDirectory(directory.resolve("ours"));
      Path old = Files.createDirectory(directory.resolve("old"));
      Files.write(ours.resolve(NAME), content);
      Files.write(old.resolve(NAME), content);
      byte[] digest = MessageDigest.getInstance("MD5").digest(content);
      return new Sent(ours, old, HexFormat.of().formatHex(digest));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (NoSuchAlgorithmException never) {
      throw new AssertionError("every Java has MD5", never);
    }
  }

  /** Whether our directory has a file under this name that is the one sent. */
  boolean hasArrived(String name) {
    try {
      Path file = ours.resolve(name);
      return Files.exists(file) && Files.mismatch(file, ours.resolve(NAME)) < 0;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
