package io.cleave.endpoint;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Runs the steps of one connection one at a time, in order, on workers that come and go.
 *
 * <p><b>Threading.</b> Any.
 */
final class Turns {
  /** A step that may block. */
  @FunctionalInterface
  interface Step {
    void run() throws Exception;
  }

  /** After so many steps a worker goes to the end of the line. */
  private static final int STEPS_A_TURN = 64;

  private final Workers workers;
  private final Runnable onIdle;
  private final Runnable onEnd;
  private final Runnable onAbandon;

  // guarded by this
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private boolean working;
  private boolean ending;
  private boolean ended;

  /**
   * Turns on {@code workers}.
   *
   * @param onIdle called when nothing is left to do for now
   * @param onEnd called once, behind the last step
   * @param onAbandon called when there is no worker any more, before what waits is run where it is
   */
  Turns(Workers workers, Runnable onIdle, Runnable onEnd, Runnable onAbandon) {
    this.workers = workers;
    this.onIdle = onIdle;
    this.onEnd = onEnd;
    this.onAbandon = onAbandon;
  }

  /** Queues a step, which must not throw. */
  void add(Runnable step) {
    synchronized (this) {
      waiting.add(step);
      if (working) {
        return;
      }
      working = true;
    }
    begin();
  }

  /** Calls {@code onEnd} behind those that wait; no more are added. */
  void end() {
    synchronized (this) {
      if (ending) {
        return;
      }
      ending = true;
      if (working) {
        return;
      }
      working = true;
    }
    begin();
  }

  private void begin() {
    if (!workers.executeTurn(this::turn)) {
      abandon();
    }
  }

  /** The steps see that they are too late, and let go of what they hold. */
  private void abandon() {
    onAbandon.run();
    for (Runnable step = next(); step != null; step = next()) {
      step.run();
    }
  }

  private void turn() {
    for (int step = 0; step < STEPS_A_TURN; step++) {
      Runnable next = next();
      if (next == null) {
        return;
      }
      next.run();
    }
    begin();
  }

  private @Nullable Runnable next() {
    synchronized (this) {
      Runnable next = waiting.poll();
      if (next != null) {
        return next;
      }
      working = false;
    }
    if (mayEnd()) {
      onEnd.run();
    } else {
      onIdle.run();
    }
    return null;
  }

  private synchronized boolean mayEnd() {
    if (!ending || ended || working) {
      return false;
    }
    ended = true;
    return true;
  }

  /** Whether nothing waits and nothing is being done. */
  synchronized boolean isIdle() {
    return !working;
  }
}
