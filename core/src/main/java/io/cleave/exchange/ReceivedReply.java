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
public final class ReceivedReply extends Received {

  ReceivedReply(Header meta, StreamedBody body) {
    super(meta, body);
  }

  @Override
  public String toString() {
    return "ReceivedReply[" + meta() + "]";
  }
}
