package io.cleave.endpoint;

import io.cleave.connection.Address;
import io.cleave.connection.ConnectionLog;
import java.net.SocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The sentences of connections that are gone. */
final class Lost {
  private Lost() {}

  /** For whoever waited for something of that connection. */
  static RuntimeException connection(SocketAddress peer, @Nullable Throwable cause) {
    if (cause instanceof AnswerTimeoutException timeout) {
      return new AnswerTimeoutException(sentence(timeout), timeout.waited());
    }
    return new ConnectionLostException(
        Address.text(peer)
            + ": "
            + (cause == null ? "the connection was closed" : "connection lost: " + sentence(cause)),
        cause);
  }

  static String sentence(Throwable cause) {
    return ConnectionLog.sentence(cause);
  }

  /** A duration as people write it: {@code 30 s}, {@code 200 ms}. */
  static String seconds(Duration duration) {
    long millis = duration.toMillis();
    return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
  }
}
