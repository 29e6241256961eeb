package io.cleave.exchange;

import io.cleave.header.Header;

/**
 * An event that has come, whole.
 *
 * @param connection where it came from
 * @param event what it says
 */
public record ReceivedEvent(Connection connection, Event event) {
  /** Which handler it is for. */
  public String route() {
    return event.route();
  }

  /** The application's own fields. */
  public Header meta() {
    return event.meta();
  }

  /** Its bytes as UTF-8 text. */
  public String text() {
    return event.text();
  }

  /** Its bytes. */
  public byte[] bytes() {
    return event.bytes();
  }
}
