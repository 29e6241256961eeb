package io.cleave.examples.file;

import java.io.Closeable;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The digests of files, each computed once for all who ask for the same version at a time or later.
 *
 * <p><b>Threading.</b> Any; the files are read on threads of its own, {@value #THREADS} at a time.
 */
final class Digests {
  private static final int THREADS = 8;
  private static final int IDLE_SECONDS = 10;
  private static final int REMEMBERED = 1024;

  /** Reads a file. */
  @FunctionalInterface
  interface Computation {
    /** The digest in hex digits. */
    String compute() throws IOException;
  }

  private final Map<String, CompletableFuture<String>> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, CompletableFuture<String>> eldest) {
          return size() > REMEMBERED && eldest.getValue().isDone();
        }
      };
  private final ThreadPoolExecutor threads = threads();

  /** The digest of a file, if it is known or being computed. */
  Optional<CompletionStage<String>> find(FileVersion version) {
    synchronized (known) {
      return Optional.ofNullable(known.get(version.text()));
    }
  }

  /**
   * The digest of a file.
   *
   * @param file is closed when it has been read, or need not be
   * @param reading reads it
   */
  CompletionStage<String> of(FileVersion version, Closeable file, Computation reading)
      throws IOException {
    CompletableFuture<String> digest = new CompletableFuture<>();
    CompletableFuture<String> there;
    synchronized (known) {
      there = known.putIfAbsent(version.text(), digest);
    }
    if (there != null) {
      file.close();
      return there;
    }
    boolean lasts = version.isSettled();
    threads.execute(() -> compute(version, file, reading, digest, lasts));
    return digest;
  }

  private void compute(
      FileVersion version,
      Closeable file,
      Computation reading,
      CompletableFuture<String> digest,
      boolean lasts) {
    try (file) {
      String value = reading.compute();
      if (!lasts) {
        forget(version);
      }
      digest.complete(value);
    } catch (IOException | RuntimeException failure) {
      forget(version);
      digest.completeExceptionally(failure);
    }
  }

  private void forget(FileVersion version) {
    synchronized (known) {
      known.remove(version.text());
    }
  }

  private static ThreadPoolExecutor threads() {
    AtomicInteger count = new AtomicInteger();
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "digest-" + count.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }
}
