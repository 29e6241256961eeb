package io.cleave.endpoint;

import io.netty.channel.Channel;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.EventExecutorGroup;
import java.util.concurrent.RejectedExecutionException;

/** What may be done on a connection's event loop, and what must not. */
final class OnLoop {
  private OnLoop() {}

  /**
   * Runs it there; not at all if the loop has ended, because then nobody is left to care.
   *
   * @return whether it runs, now or soon
   */
  static boolean run(Channel channel, Runnable task) {
    if (channel.eventLoop().inEventLoop()) {
      task.run();
      return true;
    }
    try {
      channel.eventLoop().execute(task);
      return true;
    } catch (RejectedExecutionException ended) {
      return false; // its channels are closed, and whoever waits for them has been told
    }
  }

  /** Refuses to block an event loop: what is waited for would have to come through it. */
  static void refuse(Channel channel, String what) {
    EventExecutorGroup group = channel.eventLoop().parent();
    if (group == null) {
      return;
    }
    for (EventExecutor loop : group) {
      if (loop.inEventLoop()) {
        throw new IllegalStateException(
            what + ": called on an event loop (expected: a thread that may block)");
      }
    }
  }
}
