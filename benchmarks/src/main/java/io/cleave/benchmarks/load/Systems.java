package io.cleave.benchmarks.load;

import java.util.List;
import java.util.ServiceLoader;

/** The systems there are: ours and Netty's, and those of the peers where their jar is. */
final class Systems {
  private Systems() {}

  static List<String> names() {
    return ServiceLoader.load(EchoSystem.class).stream()
        .map(provider -> provider.get().name())
        .sorted()
        .toList();
  }

  /** A new one. */
  static EchoSystem named(String name) {
    return ServiceLoader.load(EchoSystem.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(system -> system.name().equals(name))
        .findAny()
        .orElseThrow(
            () ->
                new LoadException(
                    "system: " + name + " (expected: one of " + String.join(", ", names()) + ")"));
  }
}
