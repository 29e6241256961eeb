package io.cleave.examples.udp;

import io.cleave.connection.ConnectionLog;
import io.cleave.examples.datagram.Datagram;
import io.cleave.examples.datagram.DatagramReceiver;
import io.cleave.examples.datagram.Datagrams;
import io.cleave.examples.datagram.Drops;
import io.cleave.examples.datagram.Drops.Reason;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/**
 * Sends back what comes, to whom it may: an answer is never longer than its request, none goes to
 * an address no client has, none keeps two servers talking, and what cannot be sent at once waits
 * in a queue that ends.
 */
final class UdpEcho implements DatagramReceiver {
  private final Datagrams socket;
  private final Clients clients;
  private final UnaryOperator<byte[]> answer;
  private final Reflections reflections = new Reflections(System::nanoTime);
  private final Drops drops = new Drops(new ConnectionLog(UdpEcho.class));
  private final AtomicLong answers = new AtomicLong();

  /**
   * An echo on a socket that has not received yet.
   *
   * @param answer makes an answer of a request, and never a longer one
   */
  UdpEcho(Datagrams socket, UnaryOperator<byte[]> answer) {
    this.socket = socket;
    this.clients = Clients.of(socket.address());
    this.answer = answer;
  }

  /** What was not answered. */
  Drops drops() {
    return drops;
  }

  /** How many datagrams were answered. */
  long answers() {
    return answers.get();
  }

  @Override
  public void received(Datagram request) {
    InetSocketAddress sender = request.sender();
    Optional<Reason> refusal = clients.refusal(sender);
    if (refusal.isPresent()) {
      drops.count(refusal.get(), sender);
    } else if (reflections.recognises(sender, request.bytes())) {
      drops.count(Reason.REFLECTED, sender);
    } else {
      answer(request);
    }
  }

  private void answer(Datagram request) {
    InetSocketAddress sender = request.sender();
    byte[] bytes = answer.apply(request.bytes());
    if (bytes.length > request.bytes().length) {
      throw new IllegalStateException(
          "the answer has "
              + bytes.length
              + " bytes, more than the "
              + request.bytes().length
              + " of its request");
    }
    if (socket.hasRoom() && reflections.remember(sender, bytes)) {
      answers.incrementAndGet();
      socket.send(sender, bytes, cause -> notSent(sender, cause));
    } else {
      drops.count(Reason.NO_ROOM, sender);
    }
  }

  private void notSent(InetSocketAddress sender, Throwable cause) {
    if (!(cause instanceof ClosedChannelException)) { // then the server was stopped
      drops.count(Reason.NOT_SENT, sender, cause);
    }
  }

  @Override
  public void tooLong(InetSocketAddress sender) {
    drops.count(Reason.TOO_LONG, sender);
  }

  @Override
  public void failed(Throwable cause) {
    drops.count(Reason.NOT_RECEIVED, socket.address(), cause);
  }
}
