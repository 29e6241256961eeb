package io.cleave.benchmarks.load;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.util.ArrayList;
import java.util.List;

/** The client processes of one server: one, or several where one has not enough descriptors. */
final class Clients implements AutoCloseable {
  private static final int CONNECTIONS_EACH = 2_500;
  private static final int OTHER_FILES = 200;

  private final RunOptions options;
  private final String system;
  private final Child server;
  private final List<Child> children = new ArrayList<>();
  private int connections;

  Clients(RunOptions options, String system, Child server) {
    this.options = options;
    this.system = system;
    this.server = server;
  }

  /**
   * Makes so many connections more, which do nothing yet.
   *
   * @throws LoadException if the server must not have as many
   */
  void connect(int more) throws IOException {
    int last = connections + more;
    requireFiles(last);
    while (connections < last) {
      if (connections == children.size() * CONNECTIONS_EACH) {
        children.add(options.client(system, server));
      }
      int part = Math.min(last, children.size() * CONNECTIONS_EACH) - connections;
      children.get(children.size() - 1).ask("connect " + part);
      connections += part;
    }
  }

  /** Has all of them do something, one after the other. */
  void ask(String command) {
    children.forEach(child -> child.ask(command));
  }

  /** A JVM takes the highest limit it may have, and a child inherits that. */
  private static void requireFiles(int connections) {
    OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
    if (system instanceof UnixOperatingSystemMXBean unix
        && unix.getMaxFileDescriptorCount() < connections + OTHER_FILES) {
      throw new LoadException(
          connections
              + " connections: "
              + unix.getMaxFileDescriptorCount()
              + " open files are allowed (expected: at least "
              + (connections + OTHER_FILES)
              + ", see ulimit -Hn)");
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
