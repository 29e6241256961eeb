package io.cleave.examples.exec;

import io.cleave.exchange.BodyOutput;
import io.cleave.exchange.ExchangeException;
import io.cleave.exchange.Status;
import io.cleave.header.Header;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A command whose output is sent while it runs. It ends, and lets go of its slot, whatever becomes
 * of its answer; and as long as it has the slot, its answer may take as much time again.
 *
 * <p><b>Threading.</b> Any; it has a thread of its own besides.
 */
final class LiveJob {
  private static final Logger LOG = LoggerFactory.getLogger(LiveJob.class);

  /** A shell, too, says 128 and the number of the signal. */
  private static final int SIGNALLED = 128;

  private static final int LAST_SIGNAL = 64;
  private static final int KILL = 9;

  private final ExecLimits limits;
  private final LiveOutput output;
  private final Job job;
  private final CountDownLatch answered = new CountDownLatch(1);
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile Optional<Header> trailers = Optional.empty();
  private @Nullable Thread writer; // guarded by this, as the next one
  private boolean tookTooLong;

  private LiveJob(ExecLimits limits, LiveOutput output, Job job) {
    this.limits = limits;
    this.output = output;
    this.job = job;
  }

  /**
   * Starts a command.
   *
   * @throws IOException if it cannot be started
   */
  static LiveJob start(List<String> argv, ExecLimits limits, Confinement confinement)
      throws IOException {
    LiveOutput output = new LiveOutput();
    return new LiveJob(limits, output, Job.start(argv, limits.job(), confinement, output));
  }

  /**
   * Sees to it that it ends.
   *
   * @param atEnd called when nothing is left of it, nor of its answer
   */
  void superviseOnThread(Runnable atEnd) {
    Thread thread = new Thread(() -> supervise(atEnd), "end of a command");
    thread.setDaemon(true);
    thread.start();
  }

  private void supervise(Runnable atEnd) {
    try {
      Job.End end = awaitEnd();
      output.end();
      if (end != Job.End.CANCELLED
          && !answered.await(limits.time().toMillis(), TimeUnit.MILLISECONDS)) {
        interruptWriter();
      }
    } catch (InterruptedException never) {
      Thread.currentThread().interrupt();
    } finally {
      output.giveUp();
      atEnd.run();
      over.countDown();
    }
  }

  private Job.End awaitEnd() throws InterruptedException {
    try (job) {
      Job.End end = job.await();
      trailers = Optional.of(trailers(end));
      return end;
    } catch (IOException left) {
      LOG.warn("what a command has left: {}", left.getMessage());
      return Job.End.EXITED;
    }
  }

  /** How it ended. */
  private Header trailers(Job.End end) {
    OptionalInt code = job.exitCode();
    int exit = code.orElse(SIGNALLED + KILL);
    Header how =
        exit > SIGNALLED && exit <= SIGNALLED + LAST_SIGNAL
            ? Header.of("signal", exit - SIGNALLED)
            : Header.of("exit", exit);
    return switch (end) {
      case TIME -> how.with("cut", "time");
      case OUTPUT, NO_ROOM -> how.with("cut", "output");
      case EXITED, CANCELLED -> output.isOverflown() ? how.with("cut", "output") : how;
    };
  }

  /**
   * Sends what it prints, and in the end how it ended.
   *
   * @throws ExchangeException if that is over for another reason
   */
  void writeTo(BodyOutput out) throws InterruptedException {
    setWriter(Thread.currentThread());
    try {
      Optional<LiveOutput.Piece> next = output.take();
      while (next.isPresent()) {
        out.write(next.get().label(), next.get().bytes());
        next = output.take();
      }
      if (output.isUnwanted()) {
        throw new ExchangeException(Status.CANCELLED, "the command was ended with its request");
      }
      trailers.ifPresent(out::trailers);
    } catch (InterruptedException stopped) {
      if (!endsWriting()) {
        throw stopped;
      }
      throw new ExchangeException(
          Status.DEADLINE_EXCEEDED,
          "what the command printed was not taken within " + limits.timeText() + " of its end");
    } finally {
      endsWriting();
      cancel();
    }
  }

  private synchronized void setWriter(Thread thread) {
    writer = thread;
  }

  /** Leaves the thread as it was; tells whether it took too long. */
  private synchronized boolean endsWriting() {
    if (writer != null && tookTooLong) {
      Thread.interrupted(); // should it come after the last write
    }
    writer = null;
    return tookTooLong;
  }

  private synchronized void interruptWriter() {
    if (writer != null) {
      tookTooLong = true;
      writer.interrupt();
    }
  }

  /** Ends the command, if it has not ended; its answer, if that is not whole, fails. */
  void cancel() {
    job.cancel();
    output.giveUp();
    answered.countDown();
  }

  /** Waits until nothing is left of it, but not for ever. */
  void join(long millis) throws InterruptedException {
    boolean ended = over.await(millis, TimeUnit.MILLISECONDS);
    if (!ended) {
      LOG.warn("a command is not at its end yet");
    }
  }
}
