package io.cleave.examples.datagram;

import io.cleave.connection.ConnectionLog;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Counts the datagrams that were dropped, and logs them, never more than {@value
 * ConnectionLog#LINES_PER_SECOND} lines a second.
 *
 * <p><b>Threading.</b> Any.
 */
public final class Drops {
  /** Why a datagram is dropped. */
  public enum Reason {
    /** It did not fit. */
    TOO_LONG(
        "too long",
        "a datagram that is too long (expected: <= "
            + Datagrams.LARGEST
            + " bytes), dropped whole"),
    /** Too many wait. */
    NO_ROOM("no room", "too many datagrams wait (expected: that they come more slowly), dropped"),
    /** An answer would come back here, or go where no client can be. */
    NO_CLIENT(
        "from no client", "an address no client has (expected: another host or port), dropped"),
    /** A service that answers everything may be there. */
    SERVICE_PORT("from a service's port", "a service's port (expected: 1024 or above), dropped"),
    /** Two servers would go on for ever. */
    REFLECTED("reflected", "it sends back what it was answered (expected: a request), dropped"),
    /** The system did not send the answer. */
    NOT_SENT("not sent", "its answer could not be sent"),
    /** The system did not hand it over. */
    NOT_RECEIVED("not received", "a datagram could not be received here");

    private final String word;
    private final String sentence;

    Reason(String word, String sentence) {
      this.word = word;
      this.sentence = sentence;
    }
  }

  private final Map<Reason, Long> counts = new ConcurrentHashMap<>();
  private final ConnectionLog log;

  /** None yet. */
  public Drops(ConnectionLog log) {
    this.log = log;
  }

  /** One more. */
  public void count(Reason reason, InetSocketAddress sender) {
    counts.merge(reason, 1L, Long::sum);
    log.refused(sender, reason.sentence);
  }

  /** One more, with what the system says. */
  public void count(Reason reason, InetSocketAddress sender, Throwable cause) {
    counts.merge(reason, 1L, Long::sum);
    log.refused(sender, reason.sentence + ": " + ConnectionLog.sentence(cause));
  }

  /** How many so far. */
  public long of(Reason reason) {
    return counts.getOrDefault(reason, 0L);
  }

  /**
   * All of them in a line, if there are any: {@code datagrams dropped: 3 too long, 1 reflected}.
   */
  public Optional<String> summary() {
    String parts =
        Arrays.stream(Reason.values())
            .filter(reason -> of(reason) > 0)
            .map(reason -> of(reason) + " " + reason.word)
            .collect(Collectors.joining(", "));
    return parts.isEmpty() ? Optional.empty() : Optional.of("datagrams dropped: " + parts);
  }
}
