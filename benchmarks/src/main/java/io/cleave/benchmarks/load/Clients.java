package io.cleave.benchmarks.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The client processes of one run: one, or several where one has not enough descriptors. */
final class Clients implements AutoCloseable {
  private static final int CONNECTIONS_EACH = 2_500;

  private final List<Child> children = new ArrayList<>();
  private final List<Integer> connections = new ArrayList<>();

  static Clients start(RunOptions options, String system, Child server, int connections)
      throws IOException {
    Clients clients = new Clients();
    for (int left = connections; left > 0; left -= CONNECTIONS_EACH) {
      clients.connections.add(Math.min(left, CONNECTIONS_EACH));
      clients.children.add(options.client(system, server));
    }
    return clients;
  }

  /** Has all of them do the same, each with its number of connections. */
  void ask(String command, Object... arguments) {
    for (int i = 0; i < children.size(); i++) {
      StringBuilder line = new StringBuilder(command).append(' ').append(connections.get(i));
      for (Object argument : arguments) {
        line.append(' ').append(argument);
      }
      children.get(i).ask(line.toString());
    }
  }

  /** What all of them have used together. */
  Usage usage() {
    return children.stream().map(Usage::of).reduce(Usage::plus).orElseThrow();
  }

  @Override
  public void close() {
    children.forEach(Child::close);
  }
}
