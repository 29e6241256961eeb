package io.cleave.endpoint;

import org.jspecify.annotations.Nullable;

/**
 * Whether the peer is still there, for a handler that works for it.
 *
 * <p><b>Threading.</b> Any. A listener is called once, on the thread that brings the news, or by
 * whoever registers it too late.
 */
final class Presence {
  private boolean ended;
  private boolean lost;
  private @Nullable Runnable onEnd;
  private @Nullable Runnable onLost;

  /** The peer has sent its last byte; it may still read. */
  void end() {
    Runnable listener;
    synchronized (this) {
      ended = true;
      listener = onEnd;
      onEnd = null;
    }
    run(listener);
  }

  /** The peer is out of reach. */
  void lose() {
    Runnable listener;
    synchronized (this) {
      lost = true;
      listener = onLost;
      onLost = null;
    }
    run(listener);
  }

  void onEnd(Runnable listener) {
    boolean late;
    synchronized (this) {
      late = ended;
      onEnd = late ? null : listener;
    }
    run(late ? listener : null);
  }

  void onLost(Runnable listener) {
    boolean late;
    synchronized (this) {
      late = lost;
      onLost = late ? null : listener;
    }
    run(late ? listener : null);
  }

  /** Nobody wants to know any more. */
  synchronized void forget() {
    onEnd = null;
    onLost = null;
  }

  private static void run(@Nullable Runnable listener) {
    if (listener != null) {
      listener.run();
    }
  }
}
