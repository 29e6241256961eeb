package io.cleave.benchmarks.suite;

import com.sun.management.OperatingSystemMXBean;
import io.netty.util.Version;
import java.lang.management.ManagementFactory;

/**
 * What it was measured on.
 *
 * @param system and its version
 * @param architecture of the processor
 * @param cores this JVM may use
 * @param memoryGib in all
 * @param jdk and its version
 * @param netty its version
 */
record Machine(
    String system, String architecture, int cores, long memoryGib, String jdk, String netty) {

  static Machine here() {
    OperatingSystemMXBean bean = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return new Machine(
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("os.arch"),
        Runtime.getRuntime().availableProcessors(),
        Math.round(bean.getTotalMemorySize() / (double) (1L << 30)),
        System.getProperty("java.vm.name") + " " + Runtime.version(),
        Version.identify().get("netty-common").artifactVersion());
  }

  String text() {
    return String.format(
        "%d cores, %d GiB, %s %s; %s; Netty %s",
        cores, memoryGib, system, architecture, jdk, netty);
  }
}
