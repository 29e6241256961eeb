package io.cleave.benchmarks.load;

import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs the clients of a system.
 *
 * <pre>{@code
 * connect CONNECTIONS                          so many more, which do nothing
 * closed IN_FLIGHT                             requests on each from now on
 * pause                                        until the last answer has come
 * usage                                        how many answers so far, and at what price
 * peak CONNECTIONS WARM_UP                     the highest rate that it can be kept at
 * open CONNECTIONS RATE WARM_UP NANOS WINDOW   latencies at a fixed rate
 * }</pre>
 */
final class ClientRole extends Role {
  private static final long TRIAL_NANOS = TimeUnit.SECONDS.toNanos(1);

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
    switch (command) {
      case "connect" -> closed.connect(system, port, payload, (int) arguments[0]);
      case "closed" -> closed.start((int) arguments[0]);
      case "pause" -> closed.pause();
      case "usage" -> {
        return Usage.now(closed.answered());
      }
      case "peak" -> {
        return peak((int) arguments[0], arguments[1]);
      }
      case "open" -> {
        return open(arguments);
      }
      default -> throw new IllegalArgumentException(command + " (expected: connect, closed, …)");
    }
    return Map.of();
  }

  private Object peak(int connections, long warmUpNanos) throws Exception {
    OpenLoop loop = new OpenLoop(system, port, payload, connections);
    loop.warmUp(Peak.FIRST, warmUpNanos);
    return Map.of("rate", Peak.search(rate -> loop.share(rate, TRIAL_NANOS)));
  }

  private Object open(long[] arguments) throws Exception {
    OpenLoop loop = new OpenLoop(system, port, payload, (int) arguments[0]);
    long rate = arguments[1];
    loop.warmUp(rate, arguments[2]);
    return loop.measure(rate, arguments[3], arguments[4]);
  }
}
