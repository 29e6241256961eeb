package io.cleave.examples.exec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a server may run, and what of it a request asks for. Nothing, unless it was told. */
final class Permissions {
  private static final String SHELL = "/bin/sh";

  private final boolean anyShell;
  private final Map<String, AllowedCommand> commands;

  private Permissions(boolean anyShell, Map<String, AllowedCommand> commands) {
    this.anyShell = anyShell;
    this.commands = commands;
  }

  /** Whatever a shell makes of the request. */
  static Permissions anyShell() {
    return new Permissions(true, Map.of());
  }

  /**
   * These commands and no other.
   *
   * @throws IllegalArgumentException if two have one name
   */
  static Permissions only(List<AllowedCommand> commands) {
    Map<String, AllowedCommand> byName = new LinkedHashMap<>();
    for (AllowedCommand command : commands) {
      if (byName.put(command.name(), command) != null) {
        throw new IllegalArgumentException(
            "--allow " + command.name() + ": twice (expected: each name once)");
      }
    }
    return new Permissions(false, byName);
  }

  /** Whether every request will be refused. */
  boolean isNothing() {
    return !anyShell && commands.isEmpty();
  }

  /** What to run for a request; nothing if that is not allowed. */
  Optional<List<String>> argvOf(String request) {
    if (request.indexOf('\0') >= 0) {
      return Optional.empty(); // no word of a command line can hold it
    }
    if (anyShell) {
      return Optional.of(List.of(SHELL, "-c", request));
    }
    List<String> words = wordsOf(request);
    AllowedCommand command = words.isEmpty() ? null : commands.get(words.get(0));
    return command == null ? Optional.empty() : command.fill(words.subList(1, words.size()));
  }

  /** The name a request begins with, for a sentence. */
  static String nameOf(String request) {
    List<String> words = wordsOf(request);
    return words.isEmpty() ? "" : words.get(0);
  }

  private static List<String> wordsOf(String request) {
    try {
      return ShellWords.split(request);
    } catch (IllegalArgumentException openQuote) {
      return List.of();
    }
  }
}
