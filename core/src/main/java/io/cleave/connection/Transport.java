package io.cleave.connection;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The socket implementation a server or client runs on.
 *
 * <p>The native ones need two artifacts beside this library, {@code
 * io.netty:netty-transport-classes-epoll} and {@code netty-transport-native-epoll} with the
 * machine's classifier, for example {@code linux-x86_64}; likewise for the others.
 */
public enum Transport {
  /**
   * The one that keeps every promise of this library: {@link #NIO}; on a {@code unix:} address
   * epoll or kqueue where the machine has it, because there they know half-close.
   */
  AUTO,
  /**
   * The JDK's selectors; everywhere. On a {@code unix:} address a peer's end of stream closes the
   * connection at once, because its channel knows no half-close there.
   */
  NIO,
  /**
   * Linux. After the peer's end of stream no more can be sent than fits into the socket's buffer: a
   * longer answer is cut off (Netty 4.2.18 takes such a socket out of epoll, and cannot wait any
   * more until it is writable).
   */
  EPOLL,
  /** macOS and BSD. */
  KQUEUE,
  /**
   * Linux, newer kernels. Half-close on a {@code unix:} address as with {@link #NIO}; a reset that
   * comes directly behind bytes is noticed only when something is written.
   */
  IO_URING;

  /** Whether this machine, with the jars that are there, has it. */
  public boolean isAvailable() {
    return whyNot() == null;
  }

  private @Nullable Throwable whyNot() {
    try {
      return switch (this) {
        case AUTO, NIO -> null;
        case EPOLL -> EpollSockets.whyNot();
        case KQUEUE -> KQueueSockets.whyNot();
        case IO_URING -> IoUringSockets.whyNot();
      };
    } catch (LinkageError missing) { // the classes are optional
      return missing;
    }
  }

  /**
   * Checks that it is available.
   *
   * @return this
   * @throws IllegalArgumentException if not, with the reason and a way out
   */
  public Transport requireAvailable() {
    Throwable reason = whyNot();
    if (reason != null) {
      throw new IllegalArgumentException(
          "transport: "
              + name()
              + " (expected: one this machine has; "
              + needs()
              + "; NIO works everywhere): "
              + rootOf(reason),
          reason);
    }
    return this;
  }

  private String needs() {
    String name = name().toLowerCase(Locale.ROOT);
    return name
        + " needs "
        + (this == KQUEUE ? "macOS or BSD" : "Linux")
        + " and the jars netty-transport-classes-"
        + name
        + " and netty-transport-native-"
        + name;
  }

  private static Throwable rootOf(Throwable reason) {
    Throwable root = reason;
    for (Throwable cause = reason; cause != null; cause = cause.getCause()) {
      root = cause;
    }
    return root;
  }

  Sockets sockets(boolean unix) {
    return switch (resolved(unix).requireAvailable()) {
      case AUTO, NIO -> Sockets.nio(unix);
      case EPOLL -> EpollSockets.sockets(unix);
      case KQUEUE -> KQueueSockets.sockets(unix);
      case IO_URING -> IoUringSockets.sockets(unix);
    };
  }

  private Transport resolved(boolean unix) {
    if (this != AUTO) {
      return this;
    }
    if (unix && EPOLL.isAvailable()) {
      return EPOLL;
    }
    return unix && KQUEUE.isAvailable() ? KQUEUE : NIO;
  }
}
