package io.cleave.benchmarks.load;

import io.cleave.body.Body;
import io.cleave.endpoint.MessageClient;
import io.cleave.exchange.ReceivedReply;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/** Reads bodies to their ends: {@code fetch BYTES}. */
final class BodyClientRole extends Role {
  private final int port;

  BodyClientRole(int port) {
    this.port = port;
  }

  @Override
  Object begin() {
    return Map.of("port", port);
  }

  @Override
  Object answer(String command, long[] arguments) throws IOException {
    long length = arguments[0];
    try (MessageClient client = MessageClient.connect("127.0.0.1", port)) {
      long start = System.nanoTime();
      ReceivedReply reply = client.call(BodyServerRole.ROUTE, Body.of(Long.toString(length)));
      long read = read(reply);
      if (read != length) {
        throw new LoadException("a body of " + read + " bytes (expected: " + length + ")");
      }
      return Map.of("nanos", System.nanoTime() - start);
    }
  }

  private static long read(ReceivedReply reply) throws IOException {
    byte[] part = new byte[64 << 10];
    long total = 0;
    try (InputStream in = reply.body().stream()) {
      for (int read = in.read(part); read >= 0; read = in.read(part)) {
        total += read;
      }
    }
    return total;
  }
}
