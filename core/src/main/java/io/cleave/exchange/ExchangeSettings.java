package io.cleave.exchange;

import static java.util.Objects.requireNonNull;

import io.cleave.connection.ConnectionLog;
import io.cleave.connection.InboundBudget;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What the connections of one endpoint have in common.
 *
 * @param routes what is answered
 * @param agent what this side calls itself in its hello
 * @param token what it says in its hello; empty for none
 * @param admits whether a peer that says this token may go on
 * @param maxInFlight requests of a peer that are worked on at a time, from 1
 * @param ping after so much silence this side wants to be pinged; zero: never
 * @param budget of inbound bytes
 * @param workers runs what may block; may refuse
 * @param notices runs what a connection has to say once; refuses when all is over
 * @param log of connections that end badly
 * @param onOpen called on a worker when the peer has said hello
 * @param onClose called on a worker when a connection that was open is over
 * @param tally counts what is finished while draining
 */
public record ExchangeSettings(
    Routes routes,
    String agent,
    String token,
    Predicate<String> admits,
    int maxInFlight,
    Duration ping,
    InboundBudget budget,
    Executor workers,
    Executor notices,
    ConnectionLog log,
    Consumer<Connection> onOpen,
    Consumer<Connection> onClose,
    DrainTally tally) {
  /** Requests of one peer that are worked on at a time, unless another number is set. */
  public static final int DEFAULT_MAX_IN_FLIGHT = 256;

  /** After so much silence a side that can answer wants to be pinged: 20 s. */
  public static final Duration DEFAULT_PING = Duration.ofSeconds(20);

  /** How long a pinged peer may stay silent: 10 s. */
  public static final Duration PING_TIMEOUT = Duration.ofSeconds(10);

  /** How long the first message of a peer may take: 10 s. */
  public static final Duration DEFAULT_FIRST_MESSAGE = Duration.ofSeconds(10);

  /** The longest hello, in bytes of header: 4 KiB. */
  public static final int MAX_HELLO_LENGTH = 4096;

  /** Checks the numbers. */
  public ExchangeSettings {
    requireNonNull(routes, "routes");
    requireNonNull(agent, "agent");
    requireNonNull(token, "token");
    requireNonNull(admits, "admits");
    requireNonNull(budget, "budget");
    requireNonNull(workers, "workers");
    requireNonNull(notices, "notices");
    requireNonNull(log, "log");
    requireNonNull(onOpen, "onOpen");
    requireNonNull(onClose, "onClose");
    requireNonNull(tally, "tally");
    if (maxInFlight < 1) {
      throw new IllegalArgumentException("maxInFlight: " + maxInFlight + " (expected: 1..)");
    }
    if (requireNonNull(ping, "ping").isNegative()) {
      throw new IllegalArgumentException("ping: " + ping + " (expected: zero, or more)");
    }
  }

  /** The hello of this side; every body may begin with the least credit, and is given more. */
  Hello hello() {
    return new Hello(1 << 16, maxInFlight, Hello.MIN_CREDIT, ping.toMillis(), token, agent);
  }
}
