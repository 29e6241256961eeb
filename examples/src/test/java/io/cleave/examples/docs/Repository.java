package io.cleave.examples.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files of this repository, named by their path from its root. */
final class Repository {
  private static final Path ROOT = findRoot();

  private Repository() {}

  private static Path findRoot() {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(directory.resolve("docs"))) {
      directory = directory.getParent();
      if (directory == null) {
        throw new AssertionError("no docs above " + Path.of("").toAbsolutePath());
      }
    }
    return directory;
  }

  static Path path(String name) {
    return ROOT.resolve(name);
  }

  static boolean has(String name) {
    return Files.exists(path(name));
  }

  static String read(String name) {
    try {
      return Files.readString(path(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Files below a directory whose names end like that, in order. */
  static List<String> files(String directory, String ending) {
    if (!has(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(path(directory))) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> ROOT.relativize(file).toString().replace('\\', '/'))
          .filter(name -> name.endsWith(ending))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
