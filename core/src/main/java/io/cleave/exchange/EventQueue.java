package io.cleave.exchange;

import io.cleave.header.Header;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * The events of one connection on their way to their handlers: one at a time, in order.
 *
 * <p><b>Threading.</b> Any thread.
 */
final class EventQueue {
  /** Events that wait at most. */
  static final int MAX_WAITING = 1024;

  private final Exchanges exchanges;
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private boolean running;

  EventQueue(Exchanges exchanges) {
    this.exchanges = exchanges;
  }

  /** Where the bytes of an event go. On the event loop. */
  Inbound.Sink incoming(Header header, long length) {
    Consumer<ReceivedEvent> handler = exchanges.routes().event(header.text(Fields.ROUTE));
    Header meta = Fields.meta(header);
    if (handler == null) {
      return Inbound.Sink.NOWHERE;
    }
    if (!exchanges.budget().tryReserve(length)) {
      throw new ViolationException(
          Status.BUSY, "event: no room for it (expected: fewer at a time)");
    }
    return new Incoming(header.text(Fields.ROUTE), meta, handler, length);
  }

  /** An event whose body is coming; the place for it is reserved. */
  private final class Incoming extends Collector {
    private final String route;
    private final Header meta;
    private final Consumer<ReceivedEvent> handler;

    Incoming(String route, Header meta, Consumer<ReceivedEvent> handler, long length) {
      super(length, exchanges.channel().alloc());
      this.route = route;
      this.meta = meta;
      this.handler = handler;
    }

    @Override
    void collected(byte[] bytes) {
      queue(new Event(route, meta, bytes), handler, this::aborted);
    }

    @Override
    void aborted() {
      exchanges.budget().release(length());
    }
  }

  private void queue(Event event, Consumer<ReceivedEvent> handler, Runnable after) {
    if (!add(new ReceivedEvent(exchanges.connection(), event), handler, after)) {
      after.run();
      throw new ViolationException(
          Status.BUSY, "event: " + MAX_WAITING + " wait already (expected: fewer at a time)");
    }
  }

  /** Queues an event; returns false if there is no room. */
  private boolean add(ReceivedEvent event, Consumer<ReceivedEvent> handler, Runnable after) {
    synchronized (this) {
      if (waiting.size() >= MAX_WAITING) {
        return false;
      }
      waiting.add(() -> handle(event, handler, after));
      if (running) {
        return true;
      }
      running = true;
    }
    if (!exchanges.workplace().work(this::run)) {
      synchronized (this) {
        running = false;
        waiting.removeLast();
      }
      return false;
    }
    return true;
  }

  @SuppressWarnings("CatchingUnchecked") // whatever a handler throws is its own
  private void handle(ReceivedEvent event, Consumer<ReceivedEvent> handler, Runnable after) {
    try {
      handler.accept(event);
    } catch (Throwable failure) {
      exchanges.workplace().handlerFailed(event.route(), failure);
      if (failure instanceof Error) {
        exchanges.ending().close(); // nobody knows what else is broken
      }
    } finally {
      after.run();
    }
  }

  private void run() {
    while (true) {
      Runnable next;
      synchronized (this) {
        next = waiting.poll();
        if (next == null) {
          running = false;
          return;
        }
      }
      next.run();
    }
  }
}
