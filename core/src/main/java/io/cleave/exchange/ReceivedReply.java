package io.cleave.exchange;

import io.cleave.header.Header;

/**
 * A reply that has come, its status {@link Status#OK}: its fields are here, its body may be on the
 * way. Any other status is an {@link ExchangeException} instead.
 *
 * <p><b>Threading.</b> Any thread; its body has one reader.
 *
 * <p><b>Ownership.</b> Nothing to release. A body that is not wanted has to be {@link
 * StreamedBody#discard discarded}, else it holds its exchange open.
 */
public final class ReceivedReply {
  private final Header meta;
  private final StreamedBody body;

  ReceivedReply(Header meta, StreamedBody body) {
    this.meta = meta;
    this.body = body;
  }

  /** The application's own fields. */
  public Header meta() {
    return meta;
  }

  /** The body, to be read once. */
  public StreamedBody body() {
    return body;
  }

  /** The body as UTF-8 text of at most 1 MiB; waits for it. */
  public String text() {
    return body.text();
  }

  /** The body, at most 1 MiB; waits for it. */
  public byte[] bytes() {
    return body.bytes(StreamedBody.DEFAULT_MAX_TEXT);
  }

  @Override
  public String toString() {
    return "ReceivedReply[" + meta + "]";
  }
}
