package io.cleave.endpoint;

import static java.util.Objects.requireNonNull;

import io.cleave.connection.ReceivedBody;
import io.cleave.header.Header;
import java.net.SocketAddress;

/**
 * A message that has come, or is still coming: its header is here, its body may be on the way.
 *
 * <p><b>Threading.</b> For the thread it was handed to.
 *
 * <p><b>Ownership.</b> Nothing to release. A server reads past what its handler has left of the
 * body; a client does so at the next call.
 */
public final class ReceivedMessage {
  private final SocketAddress peer;
  private final Header header;
  private final ReceivedBody body;

  ReceivedMessage(SocketAddress peer, Header header, ReceivedBody body) {
    this.peer = requireNonNull(peer, "peer");
    this.header = requireNonNull(header, "header");
    this.body = requireNonNull(body, "body");
  }

  /** Who sent it. */
  public SocketAddress peer() {
    return peer;
  }

  /** The header. */
  public Header header() {
    return header;
  }

  /** How many bytes the body has, as the header announced. */
  public long bodyLength() {
    return body.length();
  }

  /** The body, to be read once. */
  public ReceivedBody body() {
    return body;
  }

  @Override
  public String toString() {
    return "ReceivedMessage[" + header + ", " + bodyLength() + " bytes]";
  }
}
