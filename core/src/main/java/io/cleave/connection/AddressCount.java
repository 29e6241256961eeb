package io.cleave.connection;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * How many connections each remote address has; one that has none is not known.
 *
 * <p><b>Threading.</b> Any.
 */
final class AddressCount {
  private final int max;
  private final ConcurrentMap<InetAddress, Integer> open = new ConcurrentHashMap<>();

  /** Counts up to {@code max} for each. */
  AddressCount(int max) {
    this.max = max;
  }

  /** Counts one more; returns false, and counts nothing, if there are enough. */
  boolean enter(InetAddress address) {
    boolean[] entered = new boolean[1];
    open.compute(
        address,
        (key, count) -> {
          int before = count == null ? 0 : count;
          entered[0] = before < max;
          return entered[0] ? Integer.valueOf(before + 1) : count;
        });
    return entered[0];
  }

  /** One that was counted is gone. */
  void leave(InetAddress address) {
    open.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
  }

  /** How many addresses have connections. */
  int addresses() {
    return open.size();
  }
}
