package io.cleave.body;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;

/** Finds the temporary files of processes that were killed. */
final class StaleParts {
  private StaleParts() {}

  /** Removes what nobody has written to for so long. */
  static int remove(Path directory, Duration olderThan) throws IOException {
    Instant newest = Instant.now().minus(olderThan);
    int removed = 0;
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(
            directory, file -> PartName.matches(file.getFileName().toString()))) {
      for (Path file : files) {
        if (isStale(file, newest) && Files.deleteIfExists(file)) {
          removed++;
        }
      }
    }
    return removed;
  }

  private static boolean isStale(Path file, Instant newest) throws IOException {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return attributes.isRegularFile()
          && attributes.lastModifiedTime().toInstant().isBefore(newest);
    } catch (NoSuchFileException e) {
      return false; // committed or aborted this very moment
    }
  }
}
