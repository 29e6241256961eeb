package io.cleave.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Tells a handler that nobody waits for its answer any more: by an interrupt while it works, and by
 * what it has asked to be called.
 *
 * <p><b>Threading.</b> Any thread.
 */
final class Cancelling {
  private enum State {
    /** Somebody waits. */
    OPEN,
    /** Nobody waits. */
    CANCELLED,
    /** The answer was written. */
    OVER
  }

  private final Executor workers;

  // all guarded by this
  private State state = State.OPEN;
  private List<Runnable> actions = List.of(); // a list of its own once there is one
  private @Nullable Thread handler;

  Cancelling(Executor workers) {
    this.workers = workers;
  }

  synchronized boolean isCancelled() {
    return state == State.CANCELLED;
  }

  void onCancel(Runnable action) {
    synchronized (this) {
      if (state == State.OPEN) {
        if (actions.isEmpty()) {
          actions = new ArrayList<>(1);
        }
        actions.add(action);
      }
      if (state != State.CANCELLED) {
        return;
      }
    }
    action.run();
  }

  /** The calling thread works for the answer; returns false if nobody wants it any more. */
  synchronized boolean begin() {
    if (state != State.OPEN) {
      return false;
    }
    handler = Thread.currentThread();
    return true;
  }

  /** The calling thread is done with it, and is interrupted no more. */
  synchronized void end() {
    handler = null;
    Thread.interrupted(); // it was meant for the handler
  }

  /** Nobody waits any more. */
  void cancel() {
    List<Runnable> told;
    synchronized (this) {
      if (state != State.OPEN) {
        return;
      }
      state = State.CANCELLED;
      if (handler != null) {
        handler.interrupt();
      }
      told = actions;
      actions = List.of();
    }
    told.forEach(workers::execute);
  }

  /** The answer was written. */
  synchronized void over() {
    if (state == State.OPEN) {
      state = State.OVER;
    }
    actions = List.of();
  }
}
