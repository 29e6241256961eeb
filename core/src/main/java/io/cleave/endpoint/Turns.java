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
   */
  Turns(Workers workers, Runnable onIdle, Runnable onEnd) {
    this.workers = workers;
    this.onIdle = onIdle;
    this.onEnd = onEnd;
  }

  /** Queues a step, which must not throw. */
  void add(Runnable step) {
    synchronized (this) {
      if (ending) {
        return;
      }
      waiting.add(step);
      if (working) {
        return;
      }
      working = true;
    }
    begin();
  }

  /** Takes no more steps; calls {@code onEnd} behind those that wait. */
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
    if (!workers.execute(this::turn)) {
      abandon();
    }
  }

  /** There are no workers any more. */
  private void abandon() {
    synchronized (this) {
      waiting.clear();
      working = false;
    }
    if (mayEnd()) {
      onEnd.run();
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
