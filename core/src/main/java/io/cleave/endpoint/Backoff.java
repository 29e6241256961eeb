package io.cleave.endpoint;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * How long to wait before trying again.
 *
 * <pre>{@code
 * Backoff.fullJitter(ofSeconds(1), ofSeconds(60))          0..1 s, 0..2 s, 0..4 s, ... 0..60 s
 * Backoff.exponential(ofMillis(10), ofMillis(50))          10, 20, 40, 50, 50 ms
 * Backoff.constant(ofSeconds(5)).atMost(3)                 5, 5, 5 s, and no more
 * }</pre>
 *
 * <p>With full jitter, each delay is drawn evenly from zero to what an exponential one would be,
 * the first one too: clients that lost the same server do not come back together.
 *
 * <p><b>Threading.</b> Immutable.
 *
 * @param base the first delay, or its upper end
 * @param cap no delay is longer
 * @param factor by which each is longer than the one before, from 1
 * @param jitter whether delays are drawn from zero on
 * @param maxAttempts after so many failures in a row there is no next one; 0 means never
 */
public record Backoff(Duration base, Duration cap, double factor, boolean jitter, int maxAttempts) {
  /** Full jitter from 1 s, at most 60 s, for ever. */
  public static final Backoff DEFAULT = fullJitter(Duration.ofSeconds(1), Duration.ofSeconds(60));

  /** Checks the numbers. */
  public Backoff {
    requireNonNull(base, "base");
    requireNonNull(cap, "cap");
    if (base.isNegative() || base.isZero()) {
      throw new IllegalArgumentException("base: " + base + " (expected: more than zero)");
    }
    if (cap.compareTo(base) < 0) {
      throw new IllegalArgumentException("cap: " + cap + " (expected: " + base + " or more)");
    }
    if (!(factor >= 1)) {
      throw new IllegalArgumentException("factor: " + factor + " (expected: 1 or more)");
    }
    if (maxAttempts < 0) {
      throw new IllegalArgumentException("maxAttempts: " + maxAttempts + " (expected: 0..)");
    }
  }

  /** Doubled each time, each drawn from zero on. */
  public static Backoff fullJitter(Duration base, Duration cap) {
    return new Backoff(base, cap, 2, true, 0);
  }

  /** Doubled each time. */
  public static Backoff exponential(Duration base, Duration cap) {
    return new Backoff(base, cap, 2, false, 0);
  }

  /** Always the same. */
  public static Backoff constant(Duration delay) {
    return new Backoff(delay, delay, 1, false, 0);
  }

  /** The same, given up after so many failures in a row. */
  public Backoff atMost(int attempts) {
    if (attempts < 1) {
      throw new IllegalArgumentException("attempts: " + attempts + " (expected: 1..)");
    }
    return new Backoff(base, cap, factor, jitter, attempts);
  }

  /** Whether there is an attempt behind so many failures in a row. */
  boolean allows(int failures) {
    return maxAttempts == 0 || failures < maxAttempts;
  }

  /**
   * How long to wait before the next attempt.
   *
   * @param failures how many in a row, from 0 for a connection that was just lost
   */
  Duration delay(int failures) {
    return delay(failures, ThreadLocalRandom.current());
  }

  Duration delay(int failures, RandomGenerator random) {
    double longest = (double) cap.toNanos();
    double nanos = Math.min(longest, base.toNanos() * Math.pow(factor, failures));
    return Duration.ofNanos(jitter ? (long) (random.nextDouble() * nanos) : (long) nanos);
  }
}
