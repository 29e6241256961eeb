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
    if (text.indexOf(REPLACEMENT) < 0) {
      try {
        return Path.of(text);
      } catch (InvalidPathException unmappable) {
        if (text.indexOf('\0') >= 0) {
          throw new TypeConversionException("a path without a NUL is expected");
        }
      }
    }
    throw new TypeConversionException(
        "the path came in damaged, as this locale cannot say it: set LC_ALL=C.UTF-8");
  }
}
