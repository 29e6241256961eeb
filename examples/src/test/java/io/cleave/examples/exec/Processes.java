package io.cleave.examples.exec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What is running on this machine, as Linux tells it. */
final class Processes {
  private static final Path PROC = Path.of("/proc");

  private Processes() {}

  /** The command lines that have a word in them, whoever runs them. */
  static List<String> with(String word) {
    return all().map(Processes::commandLine).filter(line -> line.contains(word)).toList();
  }

  /** Children of this process that have ended and that nobody has asked after. */
  static long zombies() {
    String ofThis = " " + ProcessHandle.current().pid() + " ";
    return all()
        .map(process -> text(process.resolve("stat")))
        .map(stat -> stat.substring(stat.lastIndexOf(')') + 1))
        .filter(stat -> stat.startsWith(" Z" + ofThis))
        .count();
  }

  /** Files this process has open. */
  static long openFiles() throws IOException {
    try (Stream<Path> files = Files.list(PROC.resolve("self/fd"))) {
      return files.count();
    }
  }

  private static Stream<Path> all() {
    try (Stream<Path> entries = Files.list(PROC)) {
      return entries
          .filter(entry -> entry.getFileName().toString().chars().allMatch(Character::isDigit))
          .toList()
          .stream();
    } catch (IOException unreadable) {
      throw new AssertionError(unreadable);
    }
  }

  private static String commandLine(Path process) {
    return text(process.resolve("cmdline")).replace('\0', ' ');
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, ISO_8859_1);
    } catch (IOException ended) {
      return "";
    }
  }
}
