package io.cleave.exchange;

import io.cleave.header.Header;
import io.cleave.header.HeaderTemplate;
import java.util.HashMap;
import java.util.Map;

/** The headers of requests, made once for each route. On the event loop. */
final class RequestHeaders {
  /** Routes that are kept; whoever asks for more of them makes up names. */
  private static final int MAX_ROUTES = 256;

  private final Map<String, HeaderTemplate> byRoute = new HashMap<>();

  HeaderTemplate of(String route) {
    HeaderTemplate known = byRoute.get(route);
    if (known != null) {
      return known;
    }
    HeaderTemplate made =
        HeaderTemplate.of(
            Header.of(Fields.TYPE, "request", Fields.ID, 0, Fields.ROUTE, route),
            Fields.ID,
            Fields.BODY_SIZE);
    if (byRoute.size() < MAX_ROUTES) {
      byRoute.put(route, made);
    }
    return made;
  }
}
