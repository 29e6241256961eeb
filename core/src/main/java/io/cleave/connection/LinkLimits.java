package io.cleave.connection;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How long a connection may do nothing.
 *
 * @param idle without a byte either way; zero means for ever
 * @param writeStall with bytes waiting that the peer does not take
 */
public record LinkLimits(Duration idle, Duration writeStall) {
  /** How long a peer may take nothing, unless another time is set: 30 s. */
  public static final Duration DEFAULT_WRITE_STALL = Duration.ofSeconds(30);

  /** No idle limit, {@link #DEFAULT_WRITE_STALL}. */
  public static final LinkLimits DEFAULT = new LinkLimits(Duration.ZERO, DEFAULT_WRITE_STALL);

  /** Checks the times. */
  public LinkLimits {
    if (requireNonNull(idle, "idle").isNegative()) {
      throw new IllegalArgumentException("idle: " + idle + " (expected: zero, or more)");
    }
    if (requireNonNull(writeStall, "writeStall").compareTo(Duration.ofMillis(1)) < 0) {
      throw new IllegalArgumentException(
          "writeStall: " + writeStall + " (expected: a millisecond or more)");
    }
  }

  /** The same with another idle limit; zero means none. */
  public LinkLimits withIdle(Duration value) {
    return new LinkLimits(value, writeStall);
  }

  /** The same with another limit for a peer that takes nothing. */
  public LinkLimits withWriteStall(Duration value) {
    return new LinkLimits(idle, value);
  }
}
