package io.cleave.benchmarks.load;

import io.cleave.body.Body;
import io.cleave.endpoint.MessageServer;
import io.cleave.exchange.ReceivedRequest;
import io.cleave.exchange.Reply;
import java.io.InputStream;
import java.util.Map;

/** Sends bodies of any length, made while they are sent. */
final class BodyServerRole extends Role {
  static final String ROUTE = "body";

  @Override
  Object begin() {
    return Map.of(
        "port", MessageServer.builder().route(ROUTE, BodyServerRole::reply).bind(0).port());
  }

  private static Reply reply(ReceivedRequest request) {
    long length = Long.parseLong(request.text());
    return Reply.of(Body.stream(new Counted(length), length));
  }

  @Override
  Object answer(String command, long[] arguments) {
    return Usage.now(0);
  }

  /** So many zeros. */
  private static final class Counted extends InputStream {
    private long left;

    Counted(long length) {
      left = length;
    }

    @Override
    public int read() {
      return left-- > 0 ? 0 : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (left == 0) {
        return -1;
      }
      int read = (int) Math.min(left, length);
      left -= read;
      return read;
    }
  }
}
