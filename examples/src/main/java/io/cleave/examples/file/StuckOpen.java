package io.cleave.examples.file;

import java.io.IOException;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Gets a thread out of opening a FIFO that nobody writes to: opened for both, a FIFO opens at once,
 * and lets everybody in who waits to read.
 *
 * <p>It has to be there under its name for that. Whoever can write into the directory, exchanges a
 * file for a FIFO in the instant between look and open, and takes the FIFO away for good within the
 * next {@value #PATIENCE_MILLIS} ms, keeps a thread: so a served directory belongs to people one
 * trusts that far.
 *
 * <p><b>Threading.</b> Any.
 */
final class StuckOpen {
  private static final int PATIENCE_MILLIS = 20;
  private static final int AGAIN_MILLIS = 5;
  private static final Set<OpenOption> BOTH =
      Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
  private static final ScheduledThreadPoolExecutor WATCH = watch();

  /** What may wait. */
  @FunctionalInterface
  interface Opening<T> {
    T open() throws IOException;
  }

  private StuckOpen() {}

  /** Opens what has this name in a directory. */
  static <T> T watch(SecureDirectoryStream<Path> directory, Path name, Opening<T> opening)
      throws IOException {
    ScheduledFuture<?> watching =
        WATCH.scheduleWithFixedDelay(
            () -> letIn(directory, name), PATIENCE_MILLIS, AGAIN_MILLIS, TimeUnit.MILLISECONDS);
    try {
      return opening.open();
    } finally {
      watching.cancel(false);
    }
  }

  private static void letIn(SecureDirectoryStream<Path> directory, Path name) {
    try {
      boolean neitherFileNorDirectoryNorLink =
          directory
              .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
              .readAttributes()
              .isOther();
      if (neitherFileNorDirectoryNorLink) {
        directory.newByteChannel(name, BOTH).close();
      }
    } catch (IOException exchangedAgain) {
      // the next time, then
    }
  }

  private static ScheduledThreadPoolExecutor watch() {
    ScheduledThreadPoolExecutor watch =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "stuck-open");
              thread.setDaemon(true);
              return thread;
            });
    watch.setRemoveOnCancelPolicy(true);
    return watch;
  }
}
