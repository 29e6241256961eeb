package io.cleave.connection;

import static java.util.Objects.requireNonNull;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import java.time.Duration;

/**
 * How long a connection may do nothing, how slowly it may do something, and how much may wait for
 * it.
 *
 * @param idle without a byte either way; zero means for ever
 * @param writeStall with bytes waiting that the peer does not take
 * @param head for a length field or a header to be complete, from its first byte on; also how long
 *     a payload or a body may take before its rate counts. Zero means for ever
 * @param bodyRate the least bytes a second of a payload or a body, on average and while this side
 *     reads; 0 means any
 * @param outboundCap bytes that wait for the peer at most, not counting the longest message among
 *     them: one that is longer may be sent, but nothing is to pile up behind it. From 64 KiB
 * @param firstMessage for the first frame or message to be there, from the connection on; of one
 *     that comes in parts, its header. Zero means for ever, and so it is without a decoder
 */
public record LinkLimits(
    Duration idle,
    Duration writeStall,
    Duration head,
    int bodyRate,
    long outboundCap,
    Duration firstMessage) {
  /** How long a peer may take nothing, unless another time is set: 30 s. */
  public static final Duration DEFAULT_WRITE_STALL = Duration.ofSeconds(30);

  /** How long a head may take, unless another time is set: 10 s. */
  public static final Duration DEFAULT_HEAD = Duration.ofSeconds(10);

  /** The least rate of a body, unless another is set: 1 KiB/s. */
  public static final int DEFAULT_BODY_RATE = 1 << 10;

  /** How much may wait for a peer, unless another number is set: 8 MiB. */
  public static final long DEFAULT_OUTBOUND_CAP = 8 << 20;

  /** No idle limit, no hurry for the first message; for all else the defaults. */
  public static final LinkLimits DEFAULT =
      new LinkLimits(
          Duration.ZERO,
          DEFAULT_WRITE_STALL,
          DEFAULT_HEAD,
          DEFAULT_BODY_RATE,
          DEFAULT_OUTBOUND_CAP,
          Duration.ZERO);

  private static final long LEAST_OUTBOUND_CAP = 64 << 10;

  private static final Duration FOR_EVER = Duration.ofDays(365 * 100);

  /** Of a time of any length; a hundred years are for ever. */
  static long nanos(Duration time) {
    return (time.compareTo(FOR_EVER) < 0 ? time : FOR_EVER).toNanos();
  }

  /** Checks the times and the numbers. */
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
    if (outboundCap < LEAST_OUTBOUND_CAP) {
      throw new IllegalArgumentException(
          "outboundCap: " + outboundCap + " (expected: " + LEAST_OUTBOUND_CAP + "..)");
    }
    if (requireNonNull(firstMessage, "firstMessage").isNegative()) {
      throw new IllegalArgumentException(
          "firstMessage: " + firstMessage + " (expected: zero, or more)");
    }
  }

  /** The same with another idle limit; zero means none. */
  public LinkLimits withIdle(Duration value) {
    return new LinkLimits(value, writeStall, head, bodyRate, outboundCap, firstMessage);
  }

  /** The same with another limit for a peer that takes nothing. */
  public LinkLimits withWriteStall(Duration value) {
    return new LinkLimits(idle, value, head, bodyRate, outboundCap, firstMessage);
  }

  /** The same with another limit for a head; zero means none. */
  public LinkLimits withHead(Duration value) {
    return new LinkLimits(idle, writeStall, value, bodyRate, outboundCap, firstMessage);
  }

  /** The same with another least rate of a body, in bytes a second; 0 means none. */
  public LinkLimits withBodyRate(int value) {
    return new LinkLimits(idle, writeStall, head, value, outboundCap, firstMessage);
  }

  /** The same with another limit for what waits for the peer, in bytes. */
  public LinkLimits withOutboundCap(long value) {
    return new LinkLimits(idle, writeStall, head, bodyRate, value, firstMessage);
  }

  /** The same with another limit for the first message; zero means none. */
  public LinkLimits withFirstMessage(Duration value) {
    return new LinkLimits(idle, writeStall, head, bodyRate, outboundCap, value);
  }

  /** The sentence for {@link LinkEvent#OVERFLOW}, with what waits now. */
  public String overflow(Channel channel) {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    return "it does not read: "
        + (buffer == null ? 0 : buffer.totalPendingWriteBytes())
        + " bytes wait (expected: at most "
        + outboundCap
        + ")";
  }
}
