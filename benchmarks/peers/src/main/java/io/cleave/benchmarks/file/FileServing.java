package io.cleave.benchmarks.file;

import io.cleave.body.Body;
import io.cleave.endpoint.MessageServer;
import io.cleave.exchange.Reply;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/** A JVM that serves one file on the native protocol, until its standard input ends. */
final class FileServing {
  static final String ROUTE = "file";

  private FileServing() {}

  /** Takes the file; prints the port. */
  public static void main(String[] args) throws IOException {
    Path file = Path.of(args[0]);
    try (MessageServer server =
        MessageServer.builder().route(ROUTE, request -> Reply.of(Body.file(file))).bind(0)) {
      System.out.println(((InetSocketAddress) server.address()).getPort());
      System.in.readAllBytes();
    }
  }
}
