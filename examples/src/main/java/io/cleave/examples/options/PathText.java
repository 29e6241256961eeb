package io.cleave.examples.options;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads a path, and refuses one that the locale has damaged: a file name that Java cannot say is
 * another file.
 */
final class PathText implements ITypeConverter<Path> {
  private static final char REPLACEMENT = '\uFFFD';

  @Override
  public Path convert(String text) {
    try {
      return undamaged(text);
    } catch (IllegalArgumentException refused) {
      throw new TypeConversionException(refused.getMessage());
    }
  }

  /**
   * The path.
   *
   * @throws IllegalArgumentException if it came in damaged
   */
  static Path undamaged(String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("path: has a NUL in it (expected: none)");
    }
    if (text.indexOf(REPLACEMENT) < 0) {
      try {
        return Path.of(text);
      } catch (InvalidPathException unmappable) {
        // refused below
      }
    }
    throw new IllegalArgumentException(
        "the path came in damaged, as this locale cannot say it: set LC_ALL=C.UTF-8");
  }
}
