package io.cleave.benchmarks.load;

/** Hears what becomes of the requests. */
public interface Answers {
  /** An answer has come, and it is right; {@code client} may send the next from here. */
  void answered(EchoClient client, long stamp);

  /** An answer that is wrong, or one that will not come: the run is void. */
  void failed(Throwable cause);
}
