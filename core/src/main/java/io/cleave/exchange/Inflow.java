package io.cleave.exchange;

import io.cleave.connection.InboundBudget;
import io.cleave.connection.OnLoop;
import io.cleave.header.Header;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The credit of one inbound body: how much its peer may send before its reader has taken some, and
 * the place reserved for that in the budget of the process.
 *
 * <pre>{@code
 * |<------------------- granted ------------------->|
 * | taken by the reader | waits for it | on its way  |
 *                       |<-- reserved: the window -->|
 * }</pre>
 *
 * <p>The window begins with what the hello promised, grows to {@value #LARGEST_WINDOW} bytes while
 * the budget allows it, and shrinks again when it is tight.
 *
 * <p><b>Threading.</b> On the event loop, but for {@link #taken}.
 */
final class Inflow {
  /** The most a body may have under way: 1 MiB. */
  static final long LARGEST_WINDOW = 1 << 20;

  private final long id;
  private final BatchWriter writer;
  private final InboundBudget budget;
  private final long floor;
  private final AtomicLong takenSince = new AtomicLong();
  private long window;
  private long granted;
  private long received;
  private long taken;
  private boolean complete;
  private boolean closed;
  private volatile long due;

  /**
   * One whose place is reserved by the caller.
   *
   * @param floor what the peer may send in any case, already reserved
   */
  Inflow(long id, BatchWriter writer, InboundBudget budget, long floor) {
    this.id = id;
    this.writer = writer;
    this.budget = budget;
    this.floor = floor;
    this.window = floor;
    this.granted = floor;
    this.due = Math.max(1, floor / 2);
  }

  /** Bytes have come. */
  void arrived(int bytes) {
    received += bytes;
    if (received > granted) {
      throw new ViolationException(
          "data: "
              + received
              + " bytes for id "
              + id
              + " (expected: at most the "
              + granted
              + " it has credit for)");
    }
  }

  /** The reader has taken bytes, or nobody wants them. Any thread. */
  void taken(long bytes) {
    long now = takenSince.addAndGet(bytes);
    if (now >= due) {
      OnLoop.run(writer.ctx().channel(), this::settle);
    }
  }

  /** Makes room for more than the hello promised. */
  void open() {
    settle();
  }

  private void settle() {
    taken += takenSince.getAndSet(0);
    if (closed) {
      return;
    }
    if (complete) {
      shrinkTo(received - taken);
      due = 1;
      return;
    }
    resize();
    long more = window - (granted - taken);
    if (more >= window / 2) {
      granted += more;
      writer.write(Header.of(Fields.TYPE, "credit", Fields.ID, id, Fields.BYTES, more));
    }
  }

  private void resize() {
    if (budget.isTight()) {
      shrinkTo(Math.max(floor, granted - taken));
    } else if (window < LARGEST_WINDOW && budget.tryReserve(LARGEST_WINDOW - window)) {
      window = LARGEST_WINDOW;
    }
    due = window / 2;
  }

  private void shrinkTo(long smaller) {
    if (smaller < window) {
      budget.release(window - smaller);
      window = smaller;
    }
  }

  /** Nothing more comes; what is here keeps its place until it is taken. */
  void complete() {
    complete = true;
    settle();
  }

  /** Nothing of it is kept any more. */
  void close() {
    if (!closed) {
      closed = true;
      budget.release(window);
      window = 0;
    }
  }
}
