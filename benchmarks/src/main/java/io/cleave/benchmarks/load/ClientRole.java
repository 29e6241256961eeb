package io.cleave.benchmarks.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * Runs the clients of a system.
 *
 * <pre>{@code
 * closed CONNECTIONS IN_FLIGHT           requests from now on
 * usage                                  how many answers so far, and at what price
 * open CONNECTIONS RATE WARM_UP NANOS    latencies at a fixed rate
 * idle CONNECTIONS                       so many more that do nothing
 * }</pre>
 */
final class ClientRole extends Role {
  private final EchoSystem system;
  private final int port;
  private final Payload payload;
  private final ClosedLoop closed = new ClosedLoop();

  ClientRole(EchoSystem system, int port, Payload payload) {
    this.system = system;
    this.port = port;
    this.payload = payload;
  }

  @Override
  Object begin() {
    return Map.of("settings", system.settings());
  }

  @Override
  Object answer(String command, long[] arguments) throws Exception {
    return switch (command) {
      case "closed" -> closed((int) arguments[0], (int) arguments[1]);
      case "usage" -> Usage.now(closed.answered());
      case "open" -> open((int) arguments[0], arguments[1], arguments[2], arguments[3]);
      case "idle" -> Map.of("connections", connect((int) arguments[0], closed).size());
      default -> throw new IllegalArgumentException(command + " (expected: closed, usage, …)");
    };
  }

  private List<EchoClient> connect(int connections, Answers answers) throws Exception {
    List<EchoClient> clients = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      clients.add(system.connect(port, payload, answers));
    }
    return clients;
  }

  private Object closed(int connections, int inFlight) throws Exception {
    closed.start(connect(connections, closed), inFlight);
    while (closed.answered() == 0) {
      Thread.sleep(1);
    }
    return Map.of("connections", connections);
  }

  private Object open(int connections, long rate, long warmUpNanos, long nanos) throws Exception {
    OpenLoop loop = new OpenLoop(rate);
    Histogram latencies = loop.run(connect(connections, loop), warmUpNanos, nanos);
    return Latencies.of(latencies);
  }
}
