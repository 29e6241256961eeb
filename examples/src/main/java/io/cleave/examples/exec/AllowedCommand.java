package io.cleave.examples.exec;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A command that a server may run: {@code NAME=ARGV}, for example {@code tail=/usr/bin/tail -n
 * {int} {file:/var/log}}.
 *
 * @param name the request's first word
 * @param argv a program's absolute path and its arguments; each slot takes a word of the request
 */
record AllowedCommand(String name, List<Slot> argv) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._][A-Za-z0-9._-]{0,127}");

  /** Keeps a copy of the slots. */
  AllowedCommand {
    argv = List.copyOf(argv);
  }

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException if it is none; the message says why
   */
  static AllowedCommand parse(String text) {
    int equals = text.indexOf('=');
    String name = equals < 0 ? "" : text.substring(0, equals);
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          text
              + " (expected: NAME=/absolute/program and its words, NAME of letters, digits, . _ -)");
    }
    List<String> words = ShellWords.split(text.substring(equals + 1));
    if (words.isEmpty()) {
      throw new IllegalArgumentException(text + " (expected: a program behind the =)");
    }
    requireProgram(words.get(0));
    return new AllowedCommand(name, words.stream().map(Slot::parse).toList());
  }

  private static void requireProgram(String word) {
    Path program = Path.of(word);
    if (!program.isAbsolute() || !Files.isRegularFile(program) || !Files.isExecutable(program)) {
      throw new IllegalArgumentException(
          word + " (expected: the absolute path of a program that is there)");
    }
  }

  /**
   * What to run.
   *
   * @param words of the request, behind the name
   * @return nothing if there are more words or fewer than slots, or one does not fit its slot
   */
  Optional<List<String>> fill(List<String> words) {
    List<String> filled = new ArrayList<>();
    Iterator<String> next = words.iterator();
    for (Slot slot : argv) {
      if (slot.takesWord() && !next.hasNext()) {
        return Optional.empty();
      }
      Optional<String> word = slot.fill(slot.takesWord() ? next.next() : "");
      if (word.isEmpty()) {
        return Optional.empty();
      }
      filled.add(word.get());
    }
    return next.hasNext() ? Optional.empty() : Optional.of(filled);
  }
}
