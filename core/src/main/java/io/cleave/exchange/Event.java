package io.cleave.exchange;

import static java.util.Objects.requireNonNull;

import io.cleave.header.Header;
import java.nio.charset.StandardCharsets;

/**
 * A message that wants no answer.
 *
 * <p><b>Threading.</b> Immutable, if nobody changes the bytes.
 *
 * @param route which handler of the peer; 1..128 characters
 * @param meta the application's own fields
 * @param bytes at most 262 144; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // the bytes are handed over, not compared
public record Event(String route, Header meta, byte[] bytes) {
  /** The longest body of an event, in bytes: 256 KiB. */
  public static final int MAX_BYTES = 256 << 10;

  /** Checks the route and the length. */
  public Event {
    Request.checkRoute(route);
    requireNonNull(meta, "meta");
    if (requireNonNull(bytes, "bytes").length > MAX_BYTES) {
      throw new IllegalArgumentException(
          "bytes: " + bytes.length + " (expected: 0.." + MAX_BYTES + ")");
    }
  }

  /** An event without body. */
  public static Event to(String route) {
    return new Event(route, Header.empty(), new byte[0]);
  }

  /** The same with these fields. */
  public Event withMeta(Header value) {
    return new Event(route, value, bytes);
  }

  /** The same with these bytes. */
  public Event withBytes(byte[] value) {
    return new Event(route, meta, value);
  }

  /** The same with this text, as UTF-8. */
  public Event withText(String value) {
    return withBytes(value.getBytes(StandardCharsets.UTF_8));
  }

  /** The bytes as UTF-8 text. */
  public String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
