package io.cleave.examples.exec;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Directories with everything in them. */
final class Trees {
  private Trees() {}

  /** Deletes a directory and everything in it; a link is deleted, not followed. */
  static void delete(Path directory) throws IOException {
    try {
      Files.deleteIfExists(directory); // needs no descriptor, should there be none left
    } catch (DirectoryNotEmptyException full) {
      deleteWithContents(directory);
    }
  }

  private static void deleteWithContents(Path directory) throws IOException {
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path shut, IOException failure)
              throws IOException {
            if (Files.isReadable(shut) || !shut.toFile().setReadable(true)) {
              throw failure;
            }
            shut.toFile().setWritable(true);
            shut.toFile().setExecutable(true);
            delete(shut);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path left, @Nullable IOException failure)
              throws IOException {
            Files.deleteIfExists(left);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
