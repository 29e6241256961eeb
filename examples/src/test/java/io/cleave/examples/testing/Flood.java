package io.cleave.examples.testing;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * Datagrams as fast as they can be sent, 2 000 000 of them in the full count, whose sender takes no
 * answer.
 *
 * @param datagrams how many
 * @param nanos how long it took
 * @param heapGrowth how many bytes of heap more are used behind it
 */
public record Flood(int datagrams, long nanos, long heapGrowth) {
  private static final int FULL = 2_000_000;
  private static final int SIZE = 4_096;

  /** Floods a server of this process; each datagram begins with its number. */
  public static Flood of(InetSocketAddress server) throws IOException {
    int datagrams = FullRuns.count(FULL);
    byte[] bytes = new byte[SIZE];
    long heap = usedHeap();
    long began = System.nanoTime();
    try (DatagramSocket socket = new DatagramSocket()) {
      DatagramPacket packet = new DatagramPacket(bytes, bytes.length, server);
      for (int i = 0; i < datagrams; i++) {
        ByteBuffer.wrap(bytes).putInt(i);
        socket.send(packet);
      }
    }
    long nanos = System.nanoTime() - began;
    return new Flood(datagrams, nanos, usedHeap() - heap);
  }

  private static long usedHeap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** For a fault line. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s datagrams of %s bytes at %s a second, heap %+.1f MiB",
        FaultLine.grouped(datagrams),
        FaultLine.grouped(SIZE),
        FaultLine.grouped(datagrams * 1_000_000_000L / nanos),
        heapGrowth / (double) (1 << 20));
  }
}
