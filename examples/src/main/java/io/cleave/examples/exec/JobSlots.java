package io.cleave.examples.exec;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * How many commands run at a time, in all and for one client; the others wait for their turn, or
 * are told so.
 *
 * <p><b>Threading.</b> Any.
 */
final class JobSlots {
  /** Commands of one client at a time. */
  static final int PER_CLIENT = 8;

  private final int total;
  private final Map<Object, Integer> running = new HashMap<>();
  private final Deque<Turn> waiting = new ArrayDeque<>();
  private int taken;

  JobSlots(int total) {
    this.total = total;
  }

  /** Queues up. */
  synchronized Turn queue(Object client) {
    Turn turn = new Turn(client);
    waiting.add(turn);
    grant();
    return turn;
  }

  /** A slot, if there is one at once. */
  synchronized Optional<Turn> now(Object client) {
    Turn turn = queue(client);
    if (turn.granted.getNow(false)) {
      return Optional.of(turn);
    }
    turn.close();
    return Optional.empty();
  }

  /** Whom the limit for one client counts: an address, whatever its ports. */
  static Object clientOf(SocketAddress peer) {
    return peer instanceof InetSocketAddress inet && !inet.isUnresolved()
        ? inet.getAddress()
        : peer.getClass();
  }

  private void grant() {
    for (Iterator<Turn> next = waiting.iterator(); next.hasNext() && taken < total; ) {
      Turn turn = next.next();
      if (turn.granted.isDone()) {
        next.remove(); // given up
      } else if (running.getOrDefault(turn.client, 0) < PER_CLIENT) {
        next.remove();
        if (turn.granted.complete(true)) {
          taken++;
          running.merge(turn.client, 1, Integer::sum);
        }
      }
    }
  }

  private synchronized void leave(Turn turn) {
    if (turn.granted.complete(false) || !turn.granted.join()) {
      waiting.remove(turn);
    } else if (!turn.left) {
      turn.left = true;
      taken--;
      running.computeIfPresent(turn.client, (client, count) -> count == 1 ? null : count - 1);
      grant();
    }
  }

  /** A place in the queue, then a slot. */
  final class Turn implements AutoCloseable {
    private final Object client;
    private final CompletableFuture<Boolean> granted = new CompletableFuture<>();
    private boolean left;

    private Turn(Object client) {
      this.client = client;
    }

    /** Waits for the slot; false if it did not come in time, or was given up. */
    boolean await(Duration patience) throws InterruptedException {
      try {
        return granted.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException tooLong) {
        return !granted.complete(false) && granted.join();
      } catch (ExecutionException never) {
        throw new AssertionError("nobody fails it", never);
      }
    }

    /** Waits no longer. A slot that was given is kept until {@link #close}. */
    void giveUp() {
      granted.complete(false);
    }

    /** Leaves the queue, or the slot. */
    @Override
    public void close() {
      leave(this);
    }
  }
}
