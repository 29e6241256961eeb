package io.cleave.examples.datagram;

import io.cleave.connection.ConnectionLog;
import io.cleave.examples.console.FailureException;
import io.cleave.examples.options.PeerAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks one server with a datagram, and waits for the one that comes back. Nothing is sent twice:
 * whether a request or its answer was lost, nobody can tell.
 *
 * <p><b>Threading.</b> One thread at a time.
 */
public final class DatagramClient implements AutoCloseable {
  /** More answers than this nobody waits for. */
  private static final int WAITING = 64;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Arrived(byte[] answer, @Nullable Throwable failure) {
    static Arrived nothing(Throwable failure) {
      return new Arrived(new byte[0], failure);
    }
  }

  private final PeerAddress server;
  private final BlockingQueue<Arrived> arrived = new ArrayBlockingQueue<>(WAITING);
  private final Datagrams datagrams;

  private DatagramClient(DatagramLoop loop, PeerAddress server) {
    this.server = server;
    this.datagrams = loop.connect(server);
    datagrams.receive(new Receiver(arrived));
  }

  /**
   * A socket of its own for one server; nothing is sent yet.
   *
   * @throws FailureException if the host is unknown
   * @throws IllegalArgumentException if the address is a socket file
   */
  public static DatagramClient connect(DatagramLoop loop, PeerAddress server) {
    return new DatagramClient(loop, server);
  }

  /** What has come since the last answer, unasked or too late. */
  public List<byte[]> late() {
    List<Arrived> all = new ArrayList<>();
    arrived.drainTo(all);
    return all.stream().filter(one -> one.failure() == null).map(Arrived::answer).toList();
  }

  /**
   * Sends a request and gives its answer.
   *
   * @param request at least a byte: a connected socket of the JDK sends no empty datagram
   * @throws FailureException if there is none in time, or nobody listens there
   */
  public byte[] call(byte[] request, Duration timeout) {
    if (request.length == 0) {
      throw new FailureException(
          "an empty text has no bytes (expected: one to put into a datagram)");
    }
    Datagrams.requireFits(request);
    datagrams.send(request, failure -> arrived.offer(Arrived.nothing(failure)));
    Arrived first = await(timeout);
    Throwable failure = first.failure();
    if (failure instanceof PortUnreachableException) {
      throw new FailureException(server + ": nobody listens there (expected: a server)", failure);
    }
    if (failure != null) {
      throw new FailureException(server + ": " + ConnectionLog.sentence(failure), failure);
    }
    return first.answer();
  }

  private Arrived await(Duration timeout) {
    try {
      Arrived first = arrived.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
      if (first != null) {
        return first;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new FailureException(
        server
            + ": no answer within "
            + seconds(timeout)
            + " (expected: one; a datagram can be lost, and is not sent again)");
  }

  private static String seconds(Duration duration) {
    long millis = duration.toMillis();
    return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
  }

  @Override
  public void close() {
    datagrams.close();
  }

  /** Keeps what comes. */
  private record Receiver(BlockingQueue<Arrived> arrived) implements DatagramReceiver {
    @Override
    public void received(Datagram datagram) {
      arrived.offer(new Arrived(datagram.bytes(), null)); // the newest is dropped
    }

    @Override
    public void tooLong(InetSocketAddress sender) {
      String why = "the answer is too long (expected: <= " + Datagrams.LARGEST + " bytes)";
      arrived.offer(Arrived.nothing(new FailureException(why)));
    }

    @Override
    public void failed(Throwable cause) {
      arrived.offer(Arrived.nothing(cause));
    }
  }
}
