package io.cleave.connection;

import static java.util.Objects.requireNonNull;

import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one line for a connection that ended badly, and never more than {@value #LINES_PER_SECOND}
 * a second altogether: what a peer does must not fill a disk.
 *
 * <p>What a peer sent never makes a stack trace; a bug of this side does.
 *
 * <p><b>Threading.</b> Any.
 */
public final class ConnectionLog {
  /** Lines in one second; of the others only their number is logged. */
  public static final int LINES_PER_SECOND = 10;

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final Logger logger;
  private long secondBegan = System.nanoTime();
  private int lines;
  private long leftOut;

  /** Writes to the logger of {@code owner}. */
  public ConnectionLog(Class<?> owner) {
    this.logger = LoggerFactory.getLogger(requireNonNull(owner, "owner"));
  }

  /** The peer broke a rule: what came and what was expected, as the exception says. */
  public void refused(SocketAddress peer, Throwable cause) {
    refused(peer, sentence(cause));
  }

  /** The peer broke a rule. */
  public void refused(SocketAddress peer, String why) {
    if (logger.isWarnEnabled() && mayWrite()) {
      logger.warn("{} refused: {}", Address.text(peer), why);
    }
  }

  /** The peer is gone without a word, or was silent for too long. */
  public void gone(SocketAddress peer, String why) {
    if (logger.isInfoEnabled() && mayWrite()) {
      logger.info("{} gone: {}", Address.text(peer), why);
    }
  }

  /** This side failed: its handler threw, or its answer could not be sent. */
  public void failed(SocketAddress peer, String what, Throwable cause) {
    if (mayWrite()) {
      logger.error("{} closed: {}", Address.text(peer), what, cause);
    }
  }

  /** This side failed in one thing it was asked for; the connection lives. */
  public void erred(SocketAddress peer, String what, Throwable cause) {
    if (mayWrite()) {
      logger.error("{}: {}", Address.text(peer), what, cause);
    }
  }

  /** The message of an exception, or its name if it has none. */
  public static String sentence(Throwable cause) {
    String message = cause.getMessage();
    return message == null || message.isEmpty() ? cause.getClass().getSimpleName() : message;
  }

  private synchronized boolean mayWrite() {
    long now = System.nanoTime();
    if (now - secondBegan >= SECOND) {
      if (leftOut > 0) {
        logger.warn("{} more lines like these in the second before were left out", leftOut);
      }
      secondBegan = now;
      lines = 0;
      leftOut = 0;
    }
    if (lines < LINES_PER_SECOND) {
      lines++;
      return true;
    }
    leftOut++;
    return false;
  }
}
