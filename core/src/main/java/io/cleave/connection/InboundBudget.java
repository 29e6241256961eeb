package io.cleave.connection;

import io.netty.util.internal.PlatformDependent;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes that have come, or may come because that was promised, are held at a time; for all
 * connections together.
 *
 * <pre>{@code
 * if (!budget.tryReserve(length)) {
 *   return busy();                 // nothing was promised, so nothing is held
 * }
 * try { ... } finally { budget.release(length); }
 * }</pre>
 *
 * <p>It holds no bytes itself: whoever holds some says so before, and says when it lets go.
 *
 * <p><b>Threading.</b> Any.
 */
public final class InboundBudget {
  private static final int SHARE_OF_PROCESS = 4;
  private static final int SHARE_LEFT_WHEN_TIGHT = 4;

  /** Made when somebody asks: finding the limit starts half of Netty. */
  private static final class OfProcess {
    static final InboundBudget INSTANCE = of(Math.max(1, directMemory() / SHARE_OF_PROCESS));
  }

  private final long limit;
  private final AtomicLong reserved = new AtomicLong();

  private InboundBudget(long limit) {
    this.limit = limit;
  }

  /** The one of this process: a quarter of the direct memory the JVM may use. */
  public static InboundBudget ofProcess() {
    return OfProcess.INSTANCE;
  }

  private static long directMemory() {
    long direct = PlatformDependent.maxDirectMemory();
    return direct > 0 ? direct : Runtime.getRuntime().maxMemory();
  }

  /**
   * A budget of its own.
   *
   * @param bytes from 1
   */
  public static InboundBudget of(long bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("bytes: " + bytes + " (expected: 1..)");
    }
    return new InboundBudget(bytes);
  }

  /**
   * Reserves bytes that nobody has promised to take yet.
   *
   * @param bytes from 0
   * @return false if that would be above the limit; nothing is reserved then
   */
  public boolean tryReserve(long bytes) {
    requireNotNegative(bytes);
    long before;
    do {
      before = reserved.get();
      if (bytes > limit - before) {
        return false;
      }
    } while (!reserved.compareAndSet(before, before + bytes));
    return true;
  }

  /**
   * Reserves bytes that were promised already, above the limit if need be.
   *
   * @param bytes from 0
   */
  public void reserve(long bytes) {
    requireNotNegative(bytes);
    reserved.addAndGet(bytes);
  }

  /**
   * Lets go of bytes that were reserved.
   *
   * @param bytes from 0
   * @throws IllegalStateException if there are fewer: somebody has let go twice. Nothing is
   *     released then
   */
  public void release(long bytes) {
    requireNotNegative(bytes);
    long before;
    do {
      before = reserved.get();
      if (bytes > before) {
        throw new IllegalStateException(
            "budget: " + bytes + " bytes released (expected: <= " + before + ", what is reserved)");
      }
    } while (!reserved.compareAndSet(before, before - bytes));
  }

  private static void requireNotNegative(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("bytes: " + bytes + " (expected: 0..)");
    }
  }

  /** Bytes reserved now. */
  public long reserved() {
    return reserved.get();
  }

  /** Bytes that can be reserved altogether. */
  public long limit() {
    return limit;
  }

  /** Whether more than three quarters are reserved: time to promise less. */
  public boolean isTight() {
    return reserved() > limit - limit / SHARE_LEFT_WHEN_TIGHT;
  }

  /** How much of it is reserved. */
  @Override
  public String toString() {
    return "InboundBudget[" + reserved() + " of " + limit + "]";
  }
}
