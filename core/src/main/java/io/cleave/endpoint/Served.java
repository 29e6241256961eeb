package io.cleave.endpoint;

import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;

/** A connection as its server sees it. */
interface Served {
  /** The other end's address. */
  SocketAddress peer();

  /** Finishes what was read, and closes. Any thread. */
  void drain();

  /** Done when everything that was read has been handled. */
  CompletableFuture<Void> settled();

  /** Done when the connection is closed and nobody works for it any more. */
  CompletableFuture<Void> finished();
}
