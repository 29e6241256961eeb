package io.cleave.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.netty.util.internal.PlatformDependent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class InboundBudgetTest {

  @Test
  void givesNoMoreThanThereIs() {
    InboundBudget budget = InboundBudget.of(100);
    assertThat(budget.tryReserve(60)).isTrue();
    assertThat(budget.tryReserve(41)).isFalse();
    assertThat(budget.reserved()).isEqualTo(60);
    assertThat(budget.tryReserve(40)).isTrue();
    assertThat(budget.tryReserve(1)).isFalse();
    assertThat(budget.tryReserve(Long.MAX_VALUE)).isFalse();
    budget.release(100);
    assertThat(budget.reserved()).isZero();
    assertThat(budget.limit()).isEqualTo(100);
  }

  @Test
  void keepsPromisesAboveTheLimit() {
    InboundBudget budget = InboundBudget.of(100);
    budget.reserve(150);
    assertThat(budget.reserved()).isEqualTo(150);
    assertThat(budget.tryReserve(1)).isFalse();
    budget.release(51);
    assertThat(budget.tryReserve(1)).isTrue();
  }

  @Test
  void isTightAboveThreeQuarters() {
    InboundBudget budget = InboundBudget.of(100);
    assertThat(budget.tryReserve(75)).isTrue();
    assertThat(budget.isTight()).isFalse();
    assertThat(budget.tryReserve(1)).isTrue();
    assertThat(budget.isTight()).isTrue();
    budget.release(1);
    assertThat(budget.isTight()).isFalse();
  }

  @Test
  void saysWhoLetGoTwice() {
    InboundBudget budget = InboundBudget.of(100);
    budget.reserve(10);
    assertThatIllegalStateException()
        .isThrownBy(() -> budget.release(11))
        .withMessage("budget: 11 bytes released (expected: <= 10, what is reserved)");
    assertThat(budget.reserved()).isEqualTo(10);
  }

  @Test
  void refusesNumbersThatAreNone() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> InboundBudget.of(0))
        .withMessage("bytes: 0 (expected: 1..)");
    InboundBudget budget = InboundBudget.of(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> budget.tryReserve(-1))
        .withMessage("bytes: -1 (expected: 0..)");
    assertThatIllegalArgumentException().isThrownBy(() -> budget.reserve(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> budget.release(-1));
    assertThat(budget.reserved()).isZero();
  }

  @Test
  void isOneForTheProcess() {
    InboundBudget budget = InboundBudget.ofProcess();
    assertThat(budget).isSameAs(InboundBudget.ofProcess());
    assertThat(budget.limit()).isEqualTo(PlatformDependent.maxDirectMemory() / 4);
  }

  @Test
  void neverGivesTooMuchToManyAtOnce() throws Exception {
    InboundBudget budget = InboundBudget.of(1_000);
    AtomicLong most = new AtomicLong();
    AtomicLong given = new AtomicLong();
    int threads = 4;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        all.add(pool.submit(() -> takeAndGive(budget, most, given)));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(budget.reserved()).isZero();
    assertThat(most.get()).isBetween(400L, 1_000L);
    assertThat(given.get()).isPositive();
  }

  private static void takeAndGive(InboundBudget budget, AtomicLong most, AtomicLong given) {
    for (int round = 0; round < 20_000; round++) {
      if (budget.tryReserve(400)) { // there is room for two of four
        most.accumulateAndGet(budget.reserved(), Math::max);
        given.incrementAndGet();
        budget.release(400);
      }
    }
  }
}
