package io.cleave.benchmarks.load;

import java.util.Map;

/** Runs the server of a system. */
final class ServerRole extends Role {
  private final EchoSystem system;

  ServerRole(EchoSystem system) {
    this.system = system;
  }

  @Override
  Object begin() throws Exception {
    return Map.of("port", system.serve());
  }

  @Override
  Object answer(String command, long[] arguments) {
    return switch (command) {
      case "usage" -> Usage.now(0);
      case "collect" -> Usage.collected();
      default -> throw new IllegalArgumentException(command + " (expected: usage, collect)");
    };
  }
}
