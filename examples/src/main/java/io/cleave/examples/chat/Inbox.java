package io.cleave.examples.chat;

import io.cleave.connection.ConnectionLog;
import io.cleave.examples.datagram.Datagram;
import io.cleave.examples.datagram.DatagramReceiver;
import io.cleave.examples.datagram.Drops;
import io.cleave.examples.datagram.Drops.Reason;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Datagrams that wait for a person, who reads them one by one. So many wait and no more; one that
 * comes then is dropped, not one that has waited.
 */
final class Inbox implements DatagramReceiver {
  static final int DATAGRAMS = 1_000;
  static final int BYTES = 4 << 20;

  private final BlockingQueue<Datagram> waiting = new LinkedBlockingQueue<>(DATAGRAMS);
  private final AtomicInteger bytes = new AtomicInteger();
  private final Drops drops = new Drops(new ConnectionLog(Inbox.class));
  private final InetSocketAddress here;

  Inbox(InetSocketAddress here) {
    this.here = here;
  }

  /** The one that has waited longest; waits for one. */
  Datagram take() throws InterruptedException {
    Datagram next = waiting.take();
    bytes.addAndGet(-next.bytes().length);
    return next;
  }

  int size() {
    return waiting.size();
  }

  /** What was not kept. */
  Drops drops() {
    return drops;
  }

  @Override
  public void received(Datagram datagram) {
    int length = datagram.bytes().length;
    boolean fits = bytes.addAndGet(length) <= BYTES;
    if (!fits || !waiting.offer(datagram)) {
      bytes.addAndGet(-length);
      drops.count(Reason.NO_ROOM, datagram.sender());
    }
  }

  @Override
  public void tooLong(InetSocketAddress sender) {
    drops.count(Reason.TOO_LONG, sender);
  }

  @Override
  public void failed(Throwable cause) {
    drops.count(Reason.NOT_RECEIVED, here, cause);
  }
}
