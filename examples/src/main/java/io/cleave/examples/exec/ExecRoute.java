package io.cleave.examples.exec;

import io.cleave.connection.Address;
import io.cleave.examples.console.Quoted;
import io.cleave.exchange.ExchangeException;
import io.cleave.exchange.ReceivedRequest;
import io.cleave.exchange.Reply;
import io.cleave.exchange.RouteHandler;
import io.cleave.exchange.Status;
import io.cleave.header.HeaderException;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The route {@code exec}: runs a command and sends both of its outputs while it runs.
 *
 * <pre>{@code
 * > {"type":"request","id":1,"route":"exec","meta":{"command":"df -h"}}
 * < {"type":"reply","id":1,"status":"ok","more":true}
 * < {"type":"data","id":1,"meta":{"stream":"stdout"},"body_size":5} ...
 * < {"type":"end","id":1,"status":"ok","meta":{"exit":0}}
 * }</pre>
 *
 * <p><b>Threading.</b> Any, many at a time.
 */
final class ExecRoute implements RouteHandler {
  static final String NAME = "exec";

  /** Where the command stands. */
  static final String COMMAND = "command";

  private static final Logger LOG = LoggerFactory.getLogger(Shell.class);
  private static final int PATIENCE_MILLIS = 5_000;

  private final Permissions permissions;
  private final ExecLimits limits;
  private final Confinement confinement;
  private final JobSlots slots;
  private final Set<LiveJob> running = ConcurrentHashMap.newKeySet();

  ExecRoute(Permissions permissions, ExecLimits limits, Confinement confinement) {
    this.permissions = permissions;
    this.limits = limits;
    this.confinement = confinement;
    this.slots = new JobSlots(limits.jobs());
  }

  @Override
  public Reply handle(ReceivedRequest request) {
    String peer = Address.text(request.connection().peer());
    String command = commandOf(request);
    List<String> argv = permissions.argvOf(command).orElseThrow(() -> notAllowed(peer, command));
    JobSlots.Turn turn =
        slots
            .now(JobSlots.clientOf(request.connection().peer()))
            .orElseThrow(() -> busy(peer, command));
    LOG.info("{} runs {}", peer, Quoted.cut(command));
    LiveJob job = start(argv, turn);
    request.onCancel(
        () -> {
          LOG.info("{} left, its command was ended", peer);
          job.cancel();
        });
    return Reply.writing(job::writeTo);
  }

  private static String commandOf(ReceivedRequest request) {
    try {
      return request.meta().text(COMMAND);
    } catch (HeaderException none) {
      throw new ExchangeException(Status.BAD_REQUEST, "meta." + none.getMessage());
    }
  }

  private static ExchangeException notAllowed(String peer, String command) {
    LOG.info("{} not allowed: {}", peer, Quoted.cut(command));
    return new ExchangeException(
        Status.FORBIDDEN, "not allowed: " + Quoted.escaped(Permissions.nameOf(command)));
  }

  private ExchangeException busy(String peer, String command) {
    LOG.info("{} busy, not run: {}", peer, Quoted.cut(command));
    return new ExchangeException(
        Status.BUSY,
        "not run: no more than "
            + limits.jobs()
            + " commands at a time, "
            + JobSlots.PER_CLIENT
            + " of one client");
  }

  private LiveJob start(List<String> argv, JobSlots.Turn turn) {
    try {
      LiveJob job = LiveJob.start(argv, limits, confinement);
      running.add(job);
      job.superviseOnThread(
          () -> {
            running.remove(job);
            turn.close();
          });
      return job;
    } catch (IOException cannot) {
      turn.close();
      throw new ExchangeException(Status.INTERNAL, "not run: " + cannot.getMessage());
    }
  }

  /** Whether a command runs, or its answer is being sent. */
  boolean isBusy() {
    return !running.isEmpty();
  }

  /** Ends every command, and waits until nothing is left of them. */
  void endAll() {
    running.forEach(LiveJob::cancel);
    try {
      for (LiveJob job : running) {
        job.join(PATIENCE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
