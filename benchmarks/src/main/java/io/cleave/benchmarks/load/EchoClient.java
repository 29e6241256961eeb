package io.cleave.benchmarks.load;

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
}
