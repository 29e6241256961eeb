package io.cleave.exchange;

import static java.util.Objects.requireNonNull;

import io.cleave.header.Header;
import java.time.Duration;
import java.util.Optional;

/**
 * A request that has come: its fields are here, its body may be on the way.
 *
 * <p><b>Threading.</b> Any thread; its body has one reader.
 *
 * <p><b>Ownership.</b> Nothing to release. What the handler leaves of the body is not asked for any
 * more once it has answered, unless the answer is made of it.
 */
public final class ReceivedRequest extends Received {
  private final Connection connection;
  private final String route;
  private final Cancelling cancelling;
  private final long deadline;

  /**
   * A request.
   *
   * @param deadline by {@link System#nanoTime}; 0 for none
   */
  ReceivedRequest(
      Connection connection,
      String route,
      Header meta,
      StreamedBody body,
      Cancelling cancelling,
      long deadline) {
    super(meta, body);
    this.connection = connection;
    this.route = route;
    this.cancelling = cancelling;
    this.deadline = deadline;
  }

  /** Which handler was asked for. */
  public String route() {
    return route;
  }

  /** Where it came from, and where events can be sent to. */
  public Connection connection() {
    return connection;
  }

  /** How much of the asker's time is left, zero or less if none; empty if it gave no deadline. */
  public Optional<Duration> timeLeft() {
    return deadline == 0
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(deadline - System.nanoTime()));
  }

  /** Whether nobody waits for the answer any more. */
  public boolean isCancelled() {
    return cancelling.isCancelled();
  }

  /**
   * Calls {@code action} once if nobody waits for the answer any more, or for the rest of its body:
   * the asker has cancelled, its deadline has passed, the connection is lost. At once if that has
   * happened; never after the answer has been written.
   *
   * @param action runs on a worker
   */
  public void onCancel(Runnable action) {
    cancelling.onCancel(requireNonNull(action, "action"));
  }

  @Override
  public String toString() {
    return "ReceivedRequest[" + route + ", " + meta() + "]";
  }
}
