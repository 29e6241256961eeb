package io.cleave.examples.exec;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cleave.connection.Address;
import io.cleave.endpoint.FrameCall;
import io.cleave.examples.console.Quoted;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers commands with their output in the old dialects, whatever the framing.
 *
 * <p><b>Threading.</b> {@link #answer} on the worker of each connection, many at a time.
 */
public final class Shell {
  private static final Logger LOG = LoggerFactory.getLogger(Shell.class);

  private final Permissions permissions;
  private final ExecLimits limits;
  private final Confinement confinement;
  private final JobSlots slots;

  Shell(Permissions permissions, ExecLimits limits, Confinement confinement) {
    this.permissions = permissions;
    this.limits = limits;
    this.confinement = confinement;
    this.slots = new JobSlots(limits.jobs());
  }

  /**
   * Runs these commands and no other, within the default limits.
   *
   * @param commands {@code NAME=ARGV}
   */
  public static Shell allowing(String... commands) {
    List<AllowedCommand> allowed = Stream.of(commands).map(AllowedCommand::parse).toList();
    return new Shell(Permissions.only(allowed), ExecLimits.DEFAULT, Confinement.best());
  }

  /** Runs what a request says, if that is allowed, and answers what comes of it. */
  public void answer(FrameCall call) {
    String text = new String(call.request(), UTF_8);
    Optional<List<String>> argv = permissions.argvOf(text);
    if (argv.isEmpty()) {
      LOG.info("{} not allowed: {}", Address.text(call.peer()), Quoted.cut(text));
      say(call, "not allowed: " + Quoted.escaped(Permissions.nameOf(text)));
      return;
    }
    CompletableFuture<Void> gone = new CompletableFuture<>();
    call.onLost(() -> gone.complete(null));
    if (!limits.halfClose()) {
      call.onEndOfInput(() -> gone.complete(null));
    }
    try (JobSlots.Turn turn = slots.queue(JobSlots.clientOf(call.peer()))) {
      gone.thenRun(turn::giveUp);
      boolean itsTurn = turn.await(limits.job().time());
      if (gone.isDone()) {
        LOG.info("{} left, not run: {}", Address.text(call.peer()), Quoted.cut(text));
      } else if (itsTurn) {
        LOG.info("{} runs {}", Address.text(call.peer()), Quoted.cut(text));
        run(call, argv.get(), gone);
      } else {
        say(call, "not run: no turn within " + limits.timeText());
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    if (gone.isDone()) {
      call.hangUp(); // nothing of what it had asked for besides is run
    }
  }

  private void run(FrameCall call, List<String> argv, CompletableFuture<Void> gone)
      throws InterruptedException, IOException {
    Job started;
    try {
      started = Job.start(argv, limits.job(), confinement);
    } catch (IOException cannot) {
      say(call, "not run: " + cannot.getMessage());
      return;
    }
    try (Job job = started) {
      gone.thenRun(job::cancel);
      Job.End end = job.await();
      if (end == Job.End.CANCELLED) {
        LOG.info("{} left, its command was ended", Address.text(call.peer()));
      } else {
        CommandOutput output = CommandOutput.of(job, end, limits);
        try (InputStream bytes = output.read()) {
          call.answer(bytes, output.length());
        }
      }
    }
  }

  private void say(FrameCall call, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    call.answer(Arrays.copyOf(bytes, (int) Math.min(bytes.length, limits.output().bytes())));
  }
}
