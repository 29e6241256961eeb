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

  /** This side closed, for the reason given. */
  static RuntimeException because(SocketAddress peer, String why) {
    return new ConnectionLostException(Address.text(peer) + ": " + why, null);
  }

  /** The peer closed, and there was nothing wrong with that. */
  static RuntimeException byPeer(SocketAddress peer) {
    return ConnectionLostException.orderly(
        Address.text(peer) + ": the peer closed the connection (expected: an answer first)");
  }

  /** The peer does not read. */
  static RuntimeException stalled(SocketAddress peer, Duration waited) {
    return new AnswerTimeoutException(
        Address.text(peer)
            + ": the peer has taken nothing for "
            + seconds(waited)
            + " (expected: that it reads what it is sent)",
        waited);
  }

  /** The peer says nothing. */
  static AnswerTimeoutException silent(SocketAddress peer, Duration waited) {
    return new AnswerTimeoutException(
        Address.text(peer)
            + ": no answer within "
            + seconds(waited)
            + " (expected: one; the client is closed, a late answer could be taken for the next)",
        waited);
  }

  /** The thread that waited was interrupted. */
  static RuntimeException interrupted(SocketAddress peer) {
    return new ConnectionLostException(
        Address.text(peer) + ": interrupted while waiting, so the client is closed", null);
  }

  /** Another thread closed the client. */
  static RuntimeException closedHere(SocketAddress peer) {
    return new ConnectionLostException(
        Address.text(peer) + ": the client was closed while a call waited", null);
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
