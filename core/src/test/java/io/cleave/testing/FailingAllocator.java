package io.cleave.testing;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A {@link TrackedAllocator} that has no memory at its k-th allocation, and memory again
 * afterwards.
 *
 * <p>A buffer that grows counts as an allocation too.
 *
 * <p><b>Threading.</b> Safe for use by several event loops.
 */
public final class FailingAllocator extends TrackedAllocator {

  /** What the k-th allocation throws. */
  public static final class NoMemoryError extends OutOfMemoryError {
    private static final long serialVersionUID = 1;

    private NoMemoryError(int k, int bytes) {
      super("no memory for " + bytes + " bytes, on purpose: allocation " + k);
    }
  }

  private final AtomicInteger countdown;
  private final int k;

  /**
   * An allocator that fails once.
   *
   * @param k which allocation fails, from 1; 0 for none
   */
  public FailingAllocator(int k) {
    super(true);
    this.k = k;
    this.countdown = new AtomicInteger(k);
  }

  /** Whether the allocation that fails has been asked for. */
  public boolean hasFailed() {
    return k > 0 && countdown.get() <= 0;
  }

  @Override
  void beforeAllocation(int bytes) {
    if (k > 0 && countdown.decrementAndGet() == 0) {
      throw new NoMemoryError(k, bytes);
    }
  }
}
