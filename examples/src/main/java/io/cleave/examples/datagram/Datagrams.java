package io.cleave.examples.datagram;

import io.cleave.examples.console.FailureException;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.function.Consumer;

/**
 * A socket for datagrams.
 *
 * <p><b>Threading.</b> Any.
 */
public final class Datagrams implements AutoCloseable {
  /** The most bytes one datagram carries over IPv4; over IPv6, 20 more would go. */
  public static final int LARGEST = 65_507;

  private final Channel channel;
  private final int limit;

  Datagrams(Channel channel, int limit) {
    this.channel = channel;
    this.limit = limit;
  }

  /**
   * Checks that a datagram can carry so much.
   *
   * @throws FailureException if not
   */
  public static void requireFits(byte[] bytes) {
    if (bytes.length > LARGEST) {
      throw new FailureException(
          "the text has "
              + bytes.length
              + " bytes (expected: <= "
              + LARGEST
              + ", the most one datagram carries)");
    }
  }

  /** Reads from now on. */
  public void receive(DatagramReceiver receiver) {
    channel.pipeline().addLast(new Inbound(limit, receiver));
    channel.config().setAutoRead(true);
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return (InetSocketAddress) channel.localAddress();
  }

  /**
   * Whether what is sent now need not wait behind a lot that could not be sent yet: the queue has
   * no other bound.
   */
  public boolean hasRoom() {
    return channel.isWritable();
  }

  /**
   * Sends to whomever; on the event loop it goes out with others when all that came has been read.
   *
   * @param failed hears why it could not be sent
   */
  public void send(InetSocketAddress to, byte[] bytes, Consumer<Throwable> failed) {
    write(new DatagramPacket(Unpooled.wrappedBuffer(bytes), to), failed);
  }

  /**
   * Sends to whom it is connected.
   *
   * @param failed hears why it could not be sent
   */
  void send(byte[] bytes, Consumer<Throwable> failed) {
    write(Unpooled.wrappedBuffer(bytes), failed);
  }

  private void write(Object msg, Consumer<Throwable> failed) {
    boolean flushesItself = channel.eventLoop().inEventLoop();
    var written = flushesItself ? channel.write(msg) : channel.writeAndFlush(msg);
    written.addListener(
        done -> {
          Throwable cause = done.cause();
          if (cause != null) {
            failed.accept(cause);
          }
        });
  }

  @Override
  public void close() {
    channel.close().awaitUninterruptibly();
  }
}
