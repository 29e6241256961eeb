package io.cleave.examples.exec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** One word of an allowed command: as it stands there, or what a word of the request may be. */
sealed interface Slot {

  /** What stands in the command line for a word of the request; nothing if it is not allowed. */
  Optional<String> fill(String word);

  /** Whether it takes a word of the request. */
  default boolean takesWord() {
    return true;
  }

  /**
   * Reads one word of a template.
   *
   * @throws IllegalArgumentException if it looks like a slot and is none
   */
  static Slot parse(String word) {
    if (word.equals("{int}")) {
      return new Matching(Pattern.compile("[0-9]{1,18}"));
    }
    if (word.equals("{word}")) {
      return new Matching(Pattern.compile("[A-Za-z0-9._][A-Za-z0-9._-]{0,127}"));
    }
    if (word.startsWith("{file:") && word.endsWith("}")) {
      return FileUnder.parse(word.substring("{file:".length(), word.length() - 1));
    }
    if (word.indexOf('{') >= 0 || word.indexOf('}') >= 0) {
      throw new IllegalArgumentException(
          word + " (expected: {int}, {word} or {file:DIR} as a word of its own, or none of { })");
    }
    return new Literal(word);
  }

  /** A word of the server's own. */
  record Literal(String text) implements Slot {
    @Override
    public Optional<String> fill(String word) {
      return Optional.of(text);
    }

    @Override
    public boolean takesWord() {
      return false;
    }
  }

  /** A word that must match as a whole. None of these patterns lets a word begin with a hyphen. */
  record Matching(Pattern pattern) implements Slot {
    @Override
    public Optional<String> fill(String word) {
      return pattern.matcher(word).matches() ? Optional.of(word) : Optional.empty();
    }
  }

  /**
   * An existing regular file under a directory, given by its name relative to that; no component of
   * it is a link. What becomes of the file between this look and the command's own is up to those
   * who may write there.
   */
  record FileUnder(Path directory) implements Slot {
    static FileUnder parse(String text) {
      Path directory = Path.of(text);
      if (!directory.isAbsolute() || !Files.isDirectory(directory)) {
        throw new IllegalArgumentException(
            "{file:" + text + "} (expected: the absolute path of a directory that is there)");
      }
      return new FileUnder(directory.normalize());
    }

    @Override
    public Optional<String> fill(String word) {
      try {
        Path name = Path.of(word);
        if (word.isEmpty() || name.isAbsolute() || !name.normalize().toString().equals(word)) {
          return Optional.empty();
        }
        return isRegularFile(name)
            ? Optional.of(directory.resolve(name).toString())
            : Optional.empty();
      } catch (InvalidPathException | IOException unusable) {
        return Optional.empty();
      }
    }

    private boolean isRegularFile(Path name) throws IOException {
      Path here = directory.toRealPath();
      for (Path component : name) {
        if (component.toString().equals("..")) {
          return false;
        }
        here = here.resolve(component);
        if (Files.isSymbolicLink(here)) {
          return false;
        }
      }
      return Files.isRegularFile(here, LinkOption.NOFOLLOW_LINKS);
    }
  }
}
