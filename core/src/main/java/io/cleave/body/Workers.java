package io.cleave.body;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads that read input streams, so that no event loop has to wait for one. */
final class Workers {
  /** As many threads as streams are being read; each ends after ten idle seconds. */
  static final Executor SHARED =
      new ThreadPoolExecutor(
          0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), Workers::newThread);

  private static final AtomicInteger COUNT = new AtomicInteger();

  private Workers() {}

  private static Thread newThread(Runnable work) {
    Thread thread = new Thread(null, work, "cleave-body-" + COUNT.incrementAndGet(), 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(null); // not the one of whoever happened to send the first stream
    return thread;
  }
}
