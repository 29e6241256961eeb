package io.cleave.endpoint;

import io.cleave.exchange.Connection;
import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;

/** A connection on the native protocol as its server sees it. */
record ServedConnection(Connection connection) implements Served {
  @Override
  public SocketAddress peer() {
    return connection.peer();
  }

  @Override
  public void drain() {
    connection.drain("the server is stopping");
  }

  @Override
  public CompletableFuture<Void> settled() {
    return connection.settled();
  }

  @Override
  public CompletableFuture<Void> finished() {
    return connection.finished();
  }
}
