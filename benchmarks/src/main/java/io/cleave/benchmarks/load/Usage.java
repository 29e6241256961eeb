package io.cleave.benchmarks.load;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a process has used so far.
 *
 * @param atNanos when this was looked at
 * @param messages answers that have come; of a server 0
 * @param cpuNanos processor time of all its threads, the compiler's and the collector's too
 * @param allocatedBytes heap that the threads alive now have allocated
 * @param heapBytes heap in use, with garbage unless it was collected just before
 * @param directBytes memory outside of the heap that buffers hold
 */
record Usage(
    long atNanos,
    long messages,
    long cpuNanos,
    long allocatedBytes,
    long heapBytes,
    long directBytes) {

  /** That of a child, now. */
  static Usage of(Child child) {
    return JsonMapper.shared().treeToValue(child.ask("usage"), Usage.class);
  }

  /** The two together, seen when the first was. */
  Usage plus(Usage other) {
    return new Usage(
        atNanos,
        messages + other.messages,
        cpuNanos + other.cpuNanos,
        allocatedBytes + other.allocatedBytes,
        heapBytes + other.heapBytes,
        directBytes + other.directBytes);
  }

  static Usage now(long messages) {
    ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
    long allocated =
        Arrays.stream(threads.getThreadAllocatedBytes(threads.getAllThreadIds()))
            .filter(bytes -> bytes > 0) // less for a thread that has ended meanwhile
            .sum();
    return new Usage(
        System.nanoTime(),
        messages,
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime(),
        allocated,
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
        direct());
  }

  private static long direct() {
    long jdk =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
    return jdk + Math.max(0, PlatformDependent.usedDirectMemory());
  }

  /** That of a child, after the garbage is gone. */
  static Usage collected(Child child) {
    return JsonMapper.shared().treeToValue(child.ask("collect"), Usage.class);
  }

  /** The same after the garbage is gone. */
  static Usage collected() {
    for (int i = 0; i < 3; i++) {
      System.gc(); // what one run finalises or unlinks, only the next one frees
    }
    return now(0);
  }
}
