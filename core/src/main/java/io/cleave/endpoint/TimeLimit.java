package io.cleave.endpoint;

import io.cleave.connection.Link;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A client's patience: so long without a byte either way. When it is over the client is closed,
 * because what comes late could not be told from what comes next.
 */
final class TimeLimit implements Patience {
  private final SocketAddress peer;
  private final Duration timeout;
  private volatile @Nullable Link link;
  private volatile @Nullable Answers<?> answers;

  TimeLimit(SocketAddress peer, Duration timeout) {
    this.peer = peer;
    this.timeout = timeout;
  }

  /** The connection is there. */
  void begins(Link link, Answers<?> answers) {
    this.link = link;
    this.answers = answers;
  }

  @Override
  public long nanosLeft(long since) {
    Link link = this.link;
    long last = link != null && link.lastActivity() - since > 0 ? link.lastActivity() : since;
    return timeout.toNanos() - (System.nanoTime() - last);
  }

  @Override
  public RuntimeException lost() {
    giveUp(this::timedOut);
    return timedOut();
  }

  private AnswerTimeoutException timedOut() {
    return Lost.silent(peer, timeout);
  }

  /** Ends the connection; from now on everybody hears why. */
  void giveUp(Supplier<RuntimeException> cause) {
    Answers<?> answers = this.answers;
    Link link = this.link;
    if (answers != null && link != null) {
      answers.end(cause);
      link.closeSoon();
    }
  }
}
