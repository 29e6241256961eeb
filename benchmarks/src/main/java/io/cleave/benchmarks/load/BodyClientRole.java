package io.cleave.benchmarks.load;

import io.cleave.body.Body;
import io.cleave.endpoint.MessageClient;
import io.cleave.exchange.ReceivedReply;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/** Reads bodies to their ends, over one connection: {@code fetch BYTES TIMES}. */
final class BodyClientRole extends Role {
  private final MessageClient client;

  BodyClientRole(int port) {
    client = MessageClient.connect("127.0.0.1", port);
  }

  @Override
  Object begin() {
    return Map.of();
  }

  @Override
  Object answer(String command, long[] arguments) throws IOException {
    long length = arguments[0];
    long start = System.nanoTime();
    for (long i = 0; i < arguments[1]; i++) {
      long read = read(client.call(BodyServerRole.ROUTE, Body.of(Long.toString(length))));
      if (read != length) {
        throw new LoadException("a body of " + read + " bytes (expected: " + length + ")");
      }
    }
    return Map.of("nanos", System.nanoTime() - start);
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
