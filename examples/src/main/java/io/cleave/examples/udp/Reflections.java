package io.cleave.examples.udp;

import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Knows an answer that comes back.
 *
 * <p>A datagram with a forged sender makes one server answer another, which answers that, and so
 * on. Neither can tell the other from a client, but each knows what it has just sent: bytes that
 * come from where the same bytes have been sent to within a second are that answer, and get none.
 * Each answer is recognised once, so a client that repeats itself is heard the second time.
 *
 * <p>All answers of the second count, not the last one alone: two datagrams on their way between
 * two servers would pass each other for ever. When more of them would have to be remembered than
 * there is room for, the newest is not sent.
 *
 * <p><b>Threading.</b> One thread.
 */
final class Reflections {
  static final int REMEMBERED = 1 << 16;

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final LongSupplier nanoTime;

  /** What was sent to whom, as a number, and when; the oldest first. */
  private final Map<Long, Long> sent = new LinkedHashMap<>();

  Reflections(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Whether this was sent to that peer just now; the next time it was not. */
  boolean recognises(InetSocketAddress peer, byte[] datagram) {
    forgetOld();
    return sent.remove(key(peer, datagram)) != null;
  }

  /** Remembers an answer; false if there is no room, and it must not be sent. */
  boolean remember(InetSocketAddress peer, byte[] answer) {
    forgetOld();
    Long key = key(peer, answer);
    sent.remove(key); // so that it goes to the end
    if (sent.size() >= REMEMBERED) {
      return false;
    }
    sent.put(key, nanoTime.getAsLong());
    return true;
  }

  private void forgetOld() {
    long now = nanoTime.getAsLong();
    Iterator<Long> times = sent.values().iterator();
    while (times.hasNext() && now - times.next() > SECOND) {
      times.remove();
    }
  }

  /** Two of these are equal by chance once in 2^64 times. */
  private static long key(InetSocketAddress peer, byte[] datagram) {
    long key = mixed(peer.hashCode());
    for (byte b : datagram) {
      key = (key ^ b) * 0x100000001B3L; // FNV-1a
    }
    return mixed(key ^ datagram.length);
  }

  private static long mixed(long bits) {
    long mixed = (bits ^ (bits >>> 32)) * 0x9E3779B97F4A7C15L;
    return mixed ^ (mixed >>> 29);
  }
}
