package io.cleave.message;

import static java.util.Objects.requireNonNull;

import io.cleave.header.Header;

/**
 * The beginning of a message whose body comes in {@link BodyChunk}s, the last one marked.
 *
 * @param header the header
 * @param bodyLength how many bytes the chunks have together, 0..2^63-1
 */
public record MessageStart(Header header, long bodyLength) implements MessageEvent {
  /** Checks the length. */
  public MessageStart {
    requireNonNull(header, "header");
    if (bodyLength < 0) {
      throw new IllegalArgumentException("bodyLength: " + bodyLength + " (expected: 0..)");
    }
  }
}
