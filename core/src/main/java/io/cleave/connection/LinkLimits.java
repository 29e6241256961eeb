package io.cleave.connection;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How long a connection may do nothing, and how slowly it may do something.
 *
 * @param idle without a byte either way; zero means for ever
 * @param writeStall with bytes waiting that the peer does not take
 * @param head for a length field or a header to be complete, from its first byte on; also how long
 *     a payload or a body may take before its rate counts. Zero means for ever
 * @param bodyRate the least bytes a second of a payload or a body, on average and while this side
 *     reads; 0 means any
 */
public record LinkLimits(Duration idle, Duration writeStall, Duration head, int bodyRate) {
  /** How long a peer may take nothing, unless another time is set: 30 s. */
  public static final Duration DEFAULT_WRITE_STALL = Duration.ofSeconds(30);

  /** How long a head may take, unless another time is set: 10 s. */
  public static final Duration DEFAULT_HEAD = Duration.ofSeconds(10);

  /** The least rate of a body, unless another is set: 1 KiB/s. */
  public static final int DEFAULT_BODY_RATE = 1 << 10;

  /** No idle limit; for all else the defaults. */
  public static final LinkLimits DEFAULT =
      new LinkLimits(Duration.ZERO, DEFAULT_WRITE_STALL, DEFAULT_HEAD, DEFAULT_BODY_RATE);

  /** Checks the times. */
  public LinkLimits {
    if (requireNonNull(idle, "idle").isNegative()) {
      throw new IllegalArgumentException("idle: " + idle + " (expected: zero, or more)");
    }
    if (requireNonNull(writeStall, "writeStall").compareTo(Duration.ofMillis(1)) < 0) {
      throw new IllegalArgumentException(
          "writeStall: " + writeStall + " (expected: a millisecond or more)");
    }
    if (requireNonNull(head, "head").isNegative()) {
      throw new IllegalArgumentException("head: " + head + " (expected: zero, or more)");
    }
    if (bodyRate < 0) {
      throw new IllegalArgumentException("bodyRate: " + bodyRate + " (expected: 0..)");
    }
  }

  /** The same with another idle limit; zero means none. */
  public LinkLimits withIdle(Duration value) {
    return new LinkLimits(value, writeStall, head, bodyRate);
  }

  /** The same with another limit for a peer that takes nothing. */
  public LinkLimits withWriteStall(Duration value) {
    return new LinkLimits(idle, value, head, bodyRate);
  }

  /** The same with another limit for a head; zero means none. */
  public LinkLimits withHead(Duration value) {
    return new LinkLimits(idle, writeStall, value, bodyRate);
  }

  /** The same with another least rate of a body, in bytes a second; 0 means none. */
  public LinkLimits withBodyRate(int value) {
    return new LinkLimits(idle, writeStall, head, value);
  }
}
