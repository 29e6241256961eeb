package io.cleave.frame;

/**
 * Begins a frame whose payload is written in parts: {@link FrameEncoder} writes the length field,
 * and takes the {@code ByteBuf}s that follow for the payload until all of it was written.
 *
 * <pre>{@code
 * channel.write(new FrameStart(5));     // 05 00 00 00 00 00 00 00
 * channel.write(part1);                 // 61 62
 * channel.write(part2);                 // 63 64 65
 * }</pre>
 *
 * <p>So a payload need not be in memory as a whole. A channel that closes in between leaves a
 * truncated frame, which the peer can tell.
 *
 * @param payloadLength in bytes, at most what {@link io.cleave.wire.FrameFormat} allows
 */
public record FrameStart(long payloadLength) {
  /** Checks that it is not negative. */
  public FrameStart {
    if (payloadLength < 0) {
      throw new IllegalArgumentException("payloadLength: " + payloadLength + " (expected: 0..)");
    }
  }
}
