package io.cleave.benchmarks.load;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** One connection to an echo server; its {@link EchoSystem} closes it. */
public interface EchoClient {
  /**
   * Sends one request, perhaps not before {@link #flush}. Called from {@link Answers#answered}, and
   * through {@link #execute}.
   *
   * @param stamp its first eight bytes, by which the answer is known
   */
  void send(long stamp);

  /** Sends what was written through {@link #execute}; nothing to do where that goes by itself. */
  default void flush() {}

  /** Runs something on the thread that may send; at once where any thread may. */
  default void execute(Runnable task) {
    task.run();
  }

  /**
   * Runs something on the thread that may send, after a while, and not before it has read what is
   * there to be read. Where any thread may send, the one for that takes the processor from the
   * others every {@value Timer#MICROS} µs at the most.
   */
  default void executeLater(long nanos, Runnable task) {
    long micros = Math.max(Timer.MICROS, TimeUnit.NANOSECONDS.toMicros(nanos));
    Timer.THREAD.schedule(() -> execute(task), micros, TimeUnit.MICROSECONDS);
  }

  /** Of clients without a thread of their own. */
  final class Timer {
    private static final long MICROS = 50;
    private static final ScheduledExecutorService THREAD =
        Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("timer", true));

    private Timer() {}
  }
}
