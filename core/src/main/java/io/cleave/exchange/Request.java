package io.cleave.exchange;

import static java.util.Objects.requireNonNull;

import io.cleave.body.Body;
import io.cleave.header.Header;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a peer: a route, a body, and what else the route wants to know.
 *
 * <pre>{@code
 * Request.to("upper").withBody(Body.of("hi"))
 * Request.to("file.get").withMeta(Header.of("name", "big.iso", "offset", 0)).withDeadline(ofSeconds(30))
 * }</pre>
 *
 * <p><b>Threading.</b> Immutable.
 *
 * <p><b>Ownership.</b> Asking gives the body away.
 *
 * @param route which handler of the peer; 1..128 characters
 * @param meta the application's own fields
 * @param body from memory, a file or a stream, of any length, known or not
 * @param deadline how long the whole exchange may take, from a millisecond on; null: as long as it
 *     takes
 */
public record Request(String route, Header meta, Body body, @Nullable Duration deadline) {
  /** The longest name of a route, in characters. */
  public static final int MAX_ROUTE = 128;

  /** Checks the route and the deadline. */
  public Request {
    checkRoute(route);
    requireNonNull(meta, "meta");
    requireNonNull(body, "body");
    if (deadline != null && deadline.compareTo(Duration.ofMillis(1)) < 0) {
      throw new IllegalArgumentException(
          "deadline: " + deadline + " (expected: a millisecond or more)");
    }
  }

  static String checkRoute(String route) {
    if (requireNonNull(route, "route").isEmpty() || route.length() > MAX_ROUTE) {
      throw new IllegalArgumentException(
          "route: " + route.length() + " characters (expected: 1.." + MAX_ROUTE + ")");
    }
    return route;
  }

  /** A request without body. */
  public static Request to(String route) {
    return new Request(route, Header.empty(), Body.empty(), null);
  }

  /** The same with these fields. */
  public Request withMeta(Header value) {
    return new Request(route, value, body, deadline);
  }

  /** The same with this body. */
  public Request withBody(Body value) {
    return new Request(route, meta, value, deadline);
  }

  /** The same, to be over after that time. */
  public Request withDeadline(Duration value) {
    return new Request(route, meta, body, requireNonNull(value, "deadline"));
  }
}
