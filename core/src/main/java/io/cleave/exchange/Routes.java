package io.cleave.exchange;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a side answers, and which events it takes.
 *
 * <p><b>Threading.</b> Immutable.
 */
public final class Routes {
  /** Answers nothing, takes nothing. */
  public static final Routes NONE = new Routes(Map.of(), Map.of());

  /**
   * One route.
   *
   * @param blocking runs on a worker, or null
   * @param async runs on the event loop, or null
   */
  record Route(
      @Nullable RouteHandler blocking,
      @Nullable Function<ReceivedRequest, ? extends CompletionStage<Reply>> async) {}

  private final Map<String, Route> requests;
  private final Map<String, Consumer<ReceivedEvent>> events;

  private Routes(Map<String, Route> requests, Map<String, Consumer<ReceivedEvent>> events) {
    this.requests = requests;
    this.events = events;
  }

  /** The same and one route more, in blocking style. */
  public Routes with(String route, RouteHandler handler) {
    return with(route, new Route(requireNonNull(handler, "handler"), null));
  }

  /** The same and one route more, answered on the event loop. */
  public Routes withAsync(
      String route, Function<ReceivedRequest, ? extends CompletionStage<Reply>> handler) {
    return with(route, new Route(null, requireNonNull(handler, "handler")));
  }

  private Routes with(String route, Route handler) {
    Map<String, Route> more = new HashMap<>(requests);
    checkNew(more.put(Request.checkRoute(route), handler), route);
    return new Routes(Map.copyOf(more), events);
  }

  /** The same and one kind of event more. */
  public Routes withEvent(String route, Consumer<ReceivedEvent> handler) {
    Map<String, Consumer<ReceivedEvent>> more = new HashMap<>(events);
    checkNew(more.put(Request.checkRoute(route), requireNonNull(handler, "handler")), route);
    return new Routes(requests, Map.copyOf(more));
  }

  private static void checkNew(@Nullable Object before, String route) {
    if (before != null) {
      throw new IllegalArgumentException("route: " + route + " (expected: one that is not taken)");
    }
  }

  @Nullable Route request(String route) {
    return requests.get(route);
  }

  @Nullable Consumer<ReceivedEvent> event(String route) {
    return events.get(route);
  }
}
