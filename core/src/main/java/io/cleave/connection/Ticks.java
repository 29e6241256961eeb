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
    }
    timerDue = due;
    timer = loop.schedule(this, due - now(), TimeUnit.NANOSECONDS);
  }

  /** The timer: whoever is due ticks. */
  @Override
  public void run() {
    timer = null;
    ticking = true;
    try {
      long now = now();
      while (!waiting.isEmpty() && waiting.get(0).due() - now <= 0) {
        Ticking first = waiting.get(0);
        remove(first);
        first.tick(first.ctx());
      }
    } finally { // one that fails does not stop the others
      ticking = false;
      startTimer();
    }
  }
}
