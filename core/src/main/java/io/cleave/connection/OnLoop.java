package io.cleave.connection;

import io.netty.channel.Channel;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.EventExecutorGroup;
import java.util.concurrent.RejectedExecutionException;

/** What may be done on a connection's event loop, and what must not. */
public final class OnLoop {
  private OnLoop() {}

  /**
   * Runs it there; not at all if the loop has ended, because then nobody is left to care.
   *
   * @param channel whose loop
   * @param task what to run
   * @return whether it runs, now or soon
   */
  public static boolean run(Channel channel, Runnable task) {
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

  /**
   * Refuses to block an event loop: what is waited for would have to come through it.
   *
   * @param what is done, for the sentence
   * @throws IllegalStateException on an event loop of this channel's group
   */
  public static void refuse(Channel channel, String what) {
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
