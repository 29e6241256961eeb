package io.cleave.connection;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The ticks of all connections of one event loop, behind one timer of it. A timer for each would
 * take as much memory as an idle connection's decoder and encoder together.
 *
 * <pre>{@code
 *  now          due   due         due
 * --|------------|-----|-----------|---->
 *                ^ the loop's timer
 * }</pre>
 *
 * <p><b>Threading.</b> On the event loop.
 */
final class Ticks implements Runnable {
  /** So many in a row, then others of the loop have their turn. */
  private static final int MOST = 64;

  private static final FastThreadLocal<Ticks> LATEST = new FastThreadLocal<>();

  private final EventExecutor loop;

  /** A heap: none is due before its parent, which is at half its place. */
  private final List<Ticking> waiting = new ArrayList<>();

  private @Nullable Future<?> timer;
  private long timerDue;
  private boolean ticking;

  private Ticks(EventExecutor loop) {
    this.loop = loop;
  }

  /** Those of the event loop that the caller is on. */
  @SuppressWarnings("ReferenceEquality")
  static Ticks of(EventExecutor loop) {
    Ticks latest = LATEST.get();
    if (latest == null || latest.loop != loop) { // a thread with several loops: only in tests
      latest = new Ticks(loop);
      LATEST.set(latest);
    }
    return latest;
  }

  long now() {
    return loop.ticker().nanoTime();
  }

  /** It ticks when it is due. */
  void add(Ticking one) {
    waiting.add(one);
    rise(one, waiting.size() - 1);
    if (!ticking) {
      startTimer();
    }
  }

  /** It does not tick, after all. */
  @SuppressWarnings("ReferenceEquality")
  void remove(Ticking one) {
    Ticking last = waiting.remove(waiting.size() - 1);
    if (last != one) {
      sink(last, one.place());
      rise(last, last.place());
    }
    one.waitsNoMore();
  }

  private void rise(Ticking one, int from) {
    int place = from;
    while (place > 0) {
      int parent = (place - 1) / 2;
      Ticking above = waiting.get(parent);
      if (!one.isDueBefore(above)) {
        break;
      }
      put(above, place);
      place = parent;
    }
    put(one, place);
  }

  private void sink(Ticking one, int from) {
    int place = from;
    for (int child = 2 * place + 1; child < waiting.size(); child = 2 * place + 1) {
      boolean right =
          child + 1 < waiting.size() && waiting.get(child + 1).isDueBefore(waiting.get(child));
      Ticking below = waiting.get(right ? child + 1 : child);
      if (!below.isDueBefore(one)) {
        break;
      }
      int freed = below.place();
      put(below, place);
      place = freed;
    }
    put(one, place);
  }

  private void put(Ticking one, int place) {
    waiting.set(place, one);
    one.waitsAt(place);
  }

  /** Sees that the first is not missed; if it has been taken out since, the timer comes early. */
  private void startTimer() {
    if (waiting.isEmpty()) {
      return;
    }
    long due = waiting.get(0).due();
    if (timer != null && due - timerDue >= 0) {
      return;
    }
    if (timer != null) {
      timer.cancel(false);
      timer = null; // if there is no memory for another, the next tick tries again
    }
    timerDue = due;
    timer = loop.schedule(this, due - now(), TimeUnit.NANOSECONDS);
  }

  /** The timer: whoever is due ticks, the rest of them when the loop comes round again. */
  @Override
  public void run() {
    timer = null;
    ticking = true;
    try {
      long now = now();
      for (int i = 0; i < MOST && !waiting.isEmpty() && waiting.get(0).due() - now <= 0; i++) {
        Ticking first = waiting.get(0);
        remove(first);
        tick(first);
      }
    } finally {
      ticking = false;
      startTimer();
    }
  }

  /** One that fails ends its own connection, and does not stop the others. */
  private static void tick(Ticking one) {
    try {
      one.tick(one.ctx());
    } catch (Throwable failure) {
      one.ctx().fireExceptionCaught(failure);
    }
  }
}
