package io.cleave.testing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector.LeakListener;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Makes Netty's leak detector speak, and keeps what it says.
 *
 * <p>The detector reports a lost buffer at the first allocation after the collector has found it. A
 * hunt therefore asks for a collection, waits until an object that was dropped before has turned up
 * in its reference queue, and allocates.
 */
final class LeakHunt implements LeakListener {

  static final LeakHunt INSTANCE = new LeakHunt();

  /** What collections after test classes may cost in one run, milliseconds. */
  static final long BUDGET_MILLIS = 1_000;

  private static final int ROUNDS_AFTER_CLASS = 1;
  private static final int ROUNDS_AFTER_RUN = 20;
  private static final long ROUND_MILLIS = 250;
  private static final int GARBAGE = 1 << 20;

  private final List<String> found = new ArrayList<>();
  private final Set<String> seen = new LinkedHashSet<>();
  private final Set<String> sinceCollection = new LinkedHashSet<>();
  private long spentNanos;

  @SuppressWarnings("UnusedVariable") // written so that the array has to be made
  private static volatile byte[] garbage = {};

  private LeakHunt() {}

  @Override
  public synchronized void onLeak(String resourceType, String records) {
    found.add(resourceType + " in " + suspects(records) + shortened(records));
  }

  synchronized void enter(Class<?> testClass) {
    seen.add(testClass.getName());
    sinceCollection.add(testClass.getName());
  }

  /** Lets collections after test classes cost {@link #BUDGET_MILLIS} once more. */
  void renewBudget() {
    spentNanos = 0;
  }

  /** What was lost up to now, as far as a quick look finds it. */
  List<String> afterClass() {
    boolean collected = false;
    if (TimeUnit.NANOSECONDS.toMillis(spentNanos) < BUDGET_MILLIS) {
      long start = System.nanoTime();
      collected = collect(ROUNDS_AFTER_CLASS);
      spentNanos += System.nanoTime() - start;
    }
    return take(collected);
  }

  /** What was lost in the whole run and not told before. */
  List<String> afterRun() {
    boolean once = collect(ROUNDS_AFTER_RUN);
    boolean twice = collect(ROUNDS_AFTER_RUN); // now all that was found before is in its queue
    if (!once || !twice) {
      return List.of(
          "nobody knows: no garbage collection happened within "
              + ROUNDS_AFTER_RUN * ROUND_MILLIS
              + " ms, so leaks could not be looked for (is -XX:+DisableExplicitGC set?)");
    }
    return take(true);
  }

  private synchronized List<String> take(boolean collected) {
    letDetectorReport();
    List<String> taken = List.copyOf(found);
    found.clear();
    if (collected) {
      sinceCollection.clear();
    }
    return taken;
  }

  /** Returns whether a collection was seen. */
  private static boolean collect(int rounds) {
    ReferenceQueue<Object> queue = new ReferenceQueue<>();
    PhantomReference<Object> canary = new PhantomReference<>(new Object(), queue);
    boolean collected = false;
    for (int round = 0; round < rounds && !collected; round++) {
      System.gc();
      collected = turnsUp(canary, queue);
      if (!collected) {
        makeGarbage();
      }
    }
    letDetectorReport();
    return collected;
  }

  private static boolean turnsUp(PhantomReference<?> canary, ReferenceQueue<?> queue) {
    try {
      return queue.remove(ROUND_MILLIS) == canary;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Where an explicit collection is off, enough garbage brings a collection as well. */
  private static void makeGarbage() {
    for (int i = 0; i < 64; i++) {
      garbage = new byte[GARBAGE];
    }
  }

  private static void letDetectorReport() {
    ByteBuf buffer = UnpooledByteBufAllocator.DEFAULT.directBuffer(1);
    buffer.release();
  }

  /** The test class nearest to the allocation; none there (another thread's), those that ran. */
  private String suspects(String records) {
    return seen.stream()
        .filter(name -> records.contains(name + "."))
        .min(Comparator.comparingInt(name -> records.indexOf(name + ".")))
        .orElseGet(() -> "one of " + sinceCollection);
  }

  /** The records without the frames of JUnit and reflection below the test. */
  private static String shortened(String records) {
    return records
        .strip()
        .lines()
        .filter(line -> !line.startsWith("\torg.junit.") && !line.startsWith("\tjava.base/"))
        .filter(line -> !line.startsWith("\torg.apache.maven."))
        .collect(Collectors.joining("\n", "\n", ""));
  }
}
