package io.cleave.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class WorkersTest {

  @Test
  void runsNamedThreadsThatKnowWhatTheyAre() {
    Workers workers = Workers.start("crew");
    CompletableFuture<String> name = new CompletableFuture<>();
    assertThat(
            workers.execute(
                () -> name.complete(Thread.currentThread().getName() + workers.isWorker())))
        .isTrue();
    assertThat(name.join()).startsWith("crew-").endsWith("true");
    assertThat(workers.isWorker()).isFalse();
    workers.stop(1000);
    assertThat(workers.execute(() -> {})).isFalse();
  }

  @Test
  void interruptsWhoeverIsAtWorkWhenItStops() {
    Workers workers = Workers.start("crew");
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    CountDownLatch begun = new CountDownLatch(1);
    workers.execute(
        () -> {
          begun.countDown();
          Sleep.millis(60_000);
          interrupted.complete(Thread.currentThread().isInterrupted());
        });
    awaitQuietly(begun);
    workers.stop(5000);
    assertThat(interrupted).isCompletedWithValue(true);
  }

  @Test
  void usesIdleThreadBeforeNewOneAndLetsTasksWaitAtTheLimit() throws Exception {
    ThreadPoolExecutor pool = (ThreadPoolExecutor) Workers.pooled("crew");
    for (int i = 0; i < 50; i++) {
      pool.submit(() -> {}).get();
      Sleep.millis(1); // until the thread is back
    }
    assertThat(pool.getLargestPoolSize()).isLessThan(40);

    CountDownLatch mayEnd = new CountDownLatch(1);
    AtomicInteger ended = new AtomicInteger();
    for (int i = 0; i < Workers.MAX_THREADS + 100; i++) {
      pool.execute(
          () -> {
            awaitQuietly(mayEnd);
            ended.incrementAndGet();
          });
    }
    assertThat(pool.getPoolSize()).isEqualTo(Workers.MAX_THREADS);
    assertThat(pool.getQueue()).hasSize(100);
    mayEnd.countDown();
    stop(pool);
    assertThat(ended).hasValue(Workers.MAX_THREADS + 100);
    assertThatThrownBy(() -> pool.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void saysNoWhenTooManyWaitButNotToTurns() throws Exception {
    ExecutorService pool = Workers.pooled("crew");
    Workers workers = new Workers(pool);
    CountDownLatch mayEnd = new CountDownLatch(1);
    AtomicInteger begun = new AtomicInteger();
    Runnable task =
        () -> {
          begun.incrementAndGet();
          awaitQuietly(mayEnd);
        };
    for (int i = 0; i < Workers.MAX_THREADS; i++) {
      assertThat(workers.execute(task)).isTrue();
    }
    await().until(() -> begun.get() == Workers.MAX_THREADS);
    for (int i = 0; i < Workers.MAX_WAITING; i++) {
      assertThat(workers.isFull()).isFalse();
      assertThat(workers.execute(task)).isTrue();
    }
    assertThat(workers.isFull()).isTrue();
    assertThat(workers.execute(task)).isFalse();
    assertThat(workers.executeTurn(task)).isTrue();

    mayEnd.countDown();
    stop(pool);
    assertThat(begun).hasValue(Workers.MAX_THREADS + Workers.MAX_WAITING + 1);
    assertThat(workers.isFull()).isFalse();
    assertThat(workers.execute(task)).isFalse();
  }

  private static void stop(ExecutorService pool) throws InterruptedException {
    pool.shutdown();
    assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
