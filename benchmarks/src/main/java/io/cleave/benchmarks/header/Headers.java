package io.cleave.benchmarks.header;

import io.cleave.header.Header;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * One header, 95 bytes on the wire with a body of 128, in the forms a program can hold it in.
 *
 * <pre>{@code
 * {"type":"request","id":12345678901,"route":"orders/create","deadline_ms":30000,"body_size":128}
 * }</pre>
 */
public final class Headers {
  /** Jackson as it comes. */
  public static final ObjectMapper JACKSON = new JsonMapper();

  private static final String TYPE = "request";
  private static final long ID = 12_345_678_901L;
  private static final String ROUTE = "orders/create";
  private static final int DEADLINE_MS = 30_000;

  /** The header as a class for Jackson to bind. */
  @SuppressWarnings("RecordComponentName") // what stands on the wire
  public record Bound(String type, long id, String route, int deadline_ms, long body_size) {}

  private Headers() {}

  /** The text. */
  public static byte[] bytes(long bodySize) {
    String text =
        """
        {"type":"%s","id":%d,"route":"%s","deadline_ms":%d,"body_size":%d}"""
            .formatted(TYPE, ID, ROUTE, DEADLINE_MS, bodySize);
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** As a program makes it that leaves the body's length to the encoder. */
  public static Header header() {
    return Header.of("type", TYPE, "id", ID, "route", ROUTE, "deadline_ms", DEADLINE_MS);
  }

  /** The whole of it. */
  public static Header header(long bodySize) {
    return Header.of(
        "type", TYPE, "id", ID, "route", ROUTE, "deadline_ms", DEADLINE_MS, "body_size", bodySize);
  }

  /** As a tree. */
  public static ObjectNode tree(long bodySize) {
    return JACKSON
        .createObjectNode()
        .put("type", TYPE)
        .put("id", ID)
        .put("route", ROUTE)
        .put("deadline_ms", DEADLINE_MS)
        .put("body_size", bodySize);
  }

  /** As an instance of the class. */
  public static Bound bound(long bodySize) {
    return new Bound(TYPE, ID, ROUTE, DEADLINE_MS, bodySize);
  }
}
