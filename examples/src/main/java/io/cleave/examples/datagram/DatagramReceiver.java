package io.cleave.examples.datagram;

import java.net.InetSocketAddress;

/** Hears what comes to a socket; on its event loop, so it must not block. */
public interface DatagramReceiver {
  /** A datagram has come. */
  void received(Datagram datagram);

  /** One has come that is longer than what is taken; it is gone. */
  void tooLong(InetSocketAddress sender);

  /** The socket has failed, or nobody listens at the other end of a connected one. */
  void failed(Throwable cause);
}
