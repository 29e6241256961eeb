package io.cleave.endpoint;

import java.net.SocketAddress;

/**
 * A client of a format without ids: what comes is the answer to what was sent before it.
 *
 * <p><b>Threading.</b> Any thread but an event loop; calls of several threads take turns.
 */
public abstract sealed class PlainClient extends Client permits FrameClient, PlainMessageClient {
  PlainClient() {}

  abstract Asking<?> asking();

  @Override
  public final SocketAddress peer() {
    return asking().peer();
  }

  /**
   * Says that nothing more is sent, and waits until the peer has closed too: for a server that says
   * by closing that it has taken everything. What else it sends is thrown away.
   *
   * @throws ConnectionLostException if the connection did not end in an orderly way, for example by
   *     a reset
   * @throws AnswerTimeoutException if the peer says and does nothing for as long as the timeout
   */
  public final void end() {
    letGo();
    asking().end();
  }

  @Override
  public final void close() {
    letGo();
    asking().close();
  }

  /** Lets go of what was handed out and is still held. */
  void letGo() {}
}
