package io.cleave.endpoint;

import java.lang.reflect.InvocationTargetException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads handlers run on, so that they may block: a virtual one for each turn where the JDK
 * has them, from 21 on; else at most {@value #MAX_THREADS}, which go after {@value #IDLE_SECONDS}
 * idle seconds. Of tasks that nobody has begun yet, {@value #MAX_WAITING} may wait.
 *
 * <p>A plain connection has one task at a time, so it is never turned away: its turn waits however
 * many there are, and the server accepts no new connection while they are too many. Whoever has
 * more tasks than connections uses {@link #execute}, and says "busy" when it says no.
 */
final class Workers {
  /** Platform threads at most. */
  static final int MAX_THREADS = 256;

  /** Tasks that wait at most. */
  static final int MAX_WAITING = 10_000;

  private static final int IDLE_SECONDS = 10;

  private final ExecutorService executor;
  private final Set<Thread> atWork = ConcurrentHashMap.newKeySet();
  private final AtomicInteger waiting = new AtomicInteger();

  Workers(ExecutorService executor) {
    this.executor = executor;
  }

  static Workers start(String name) {
    return new Workers(Runtime.version().feature() >= 21 ? virtual(name) : pooled(name));
  }

  /** By reflection: this is compiled for 17. */
  private static ExecutorService virtual(String name) {
    try {
      Class<?> builderType = Class.forName("java.lang.Thread$Builder");
      Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
      Object named =
          builderType.getMethod("name", String.class, long.class).invoke(builder, name + "-", 1L);
      Object factory = builderType.getMethod("factory").invoke(named);
      return (ExecutorService)
          Executors.class
              .getMethod("newThreadPerTaskExecutor", ThreadFactory.class)
              .invoke(null, factory);
    } catch (ClassNotFoundException
        | NoSuchMethodException
        | IllegalAccessException
        | InvocationTargetException e) {
      return pooled(name);
    }
  }

  /** A new thread as long as all others are busy; at the limit, tasks wait. */
  static ExecutorService pooled(String name) {
    AtomicInteger count = new AtomicInteger();
    LinkedTransferQueue<Runnable> queue =
        new LinkedTransferQueue<>() {
          private static final long serialVersionUID = 1L;

          @Override
          public boolean offer(Runnable task) {
            return tryTransfer(task);
          }
        };
    return new ThreadPoolExecutor(
        0,
        MAX_THREADS,
        IDLE_SECONDS,
        TimeUnit.SECONDS,
        queue,
        task -> {
          Thread thread = new Thread(null, task, name + "-" + count.incrementAndGet(), 0, false);
          thread.setDaemon(true);
          return thread;
        },
        (task, pool) -> {
          if (pool.isShutdown()) {
            throw new RejectedExecutionException("stopped");
          }
          queue.put(task);
        });
  }

  /** Runs a task; returns false if too many wait, or if it is too late for any. */
  boolean execute(Runnable task) {
    return !isFull() && executeTurn(task);
  }

  /** Runs a task of which each connection has one at a time; returns false if it is too late. */
  boolean executeTurn(Runnable task) {
    waiting.incrementAndGet();
    try {
      executor.execute(() -> work(task));
      return true;
    } catch (RejectedExecutionException stopped) {
      waiting.decrementAndGet();
      return false;
    }
  }

  /** Whether so many wait that there should be no more. */
  boolean isFull() {
    return waiting.get() >= MAX_WAITING;
  }

  private void work(Runnable task) {
    waiting.decrementAndGet();
    Thread thread = Thread.currentThread();
    atWork.add(thread);
    try {
      task.run();
    } finally {
      atWork.remove(thread);
    }
  }

  /** Whether the caller is one of them. */
  boolean isWorker() {
    return atWork.contains(Thread.currentThread());
  }

  /** Takes no more, and interrupts whoever is still at work. */
  void stop(long millis) {
    executor.shutdownNow();
    boolean interrupted = false;
    try {
      executor.awaitTermination(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
