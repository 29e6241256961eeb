package io.cleave.exchange;

import io.cleave.header.Header;

/**
 * What a request and a reply have in common once they have come: the application's fields, which
 * are here, and a body, which may be on the way.
 *
 * <p><b>Threading.</b> Any thread; its body has one reader.
 */
public abstract sealed class Received permits ReceivedReply, ReceivedRequest {
  private final Header meta;
  private final StreamedBody body;

  Received(Header meta, StreamedBody body) {
    this.meta = meta;
    this.body = body;
  }

  /** The application's own fields. */
  public final Header meta() {
    return meta;
  }

  /** The body, to be read once. */
  public final StreamedBody body() {
    return body;
  }

  /** The body as UTF-8 text of at most 1 MiB; waits for it. */
  public final String text() {
    return body.text();
  }

  /** The body, at most 1 MiB; waits for it. */
  public final byte[] bytes() {
    return body.bytes(StreamedBody.DEFAULT_MAX_TEXT);
  }
}
