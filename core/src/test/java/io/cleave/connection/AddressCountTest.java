package io.cleave.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class AddressCountTest {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  @Test
  void letsSoManyInAndKnowsNobodyWhoIsGone() throws Exception {
    AddressCount count = new AddressCount(2);
    assertThat(count.enter(HERE)).isTrue();
    assertThat(count.enter(HERE)).isTrue();
    assertThat(count.enter(HERE)).isFalse();
    assertThat(count.enter(InetAddress.getByName("192.0.2.1"))).isTrue();
    assertThat(count.addresses()).isEqualTo(2);

    count.leave(HERE);
    assertThat(count.enter(HERE)).isTrue();
    count.leave(HERE);
    count.leave(HERE);
    assertThat(count.addresses()).isEqualTo(1);
  }

  @Test
  void countsExactlyAmongMany() throws InterruptedException {
    AddressCount count = new AddressCount(3);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Thread[] threads = new Thread[4];
    for (int i = 0; i < threads.length; i++) {
      threads[i] =
          new Thread(
              () -> {
                for (int round = 0; round < 20_000; round++) {
                  if (count.enter(HERE)) {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    inside.decrementAndGet();
                    count.leave(HERE);
                  }
                }
              });
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(most.get()).isBetween(1, 3);
    assertThat(count.addresses()).isZero();
  }
}
