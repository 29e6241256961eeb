package io.cleave.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * A peer that is nothing but a blocking socket: it sends what it is told, and knows how the other
 * side ended.
 *
 * <pre>{@code
 * try (RawPeer peer = RawPeer.connect(port)) {
 *   peer.send(Hex.bytes("ffffffff"));
 *   RawPeer.Received received = peer.readToEnd(Duration.ofSeconds(5));
 *   assertThat(received.ending()).isEqualTo(Ending.FIN);
 * }
 * }</pre>
 *
 * <p><b>Threading.</b> One thread may send while another reads.
 */
public final class RawPeer implements AutoCloseable {

  /** How the other side ended the connection. */
  public enum Ending {
    /** A clean end of stream. */
    FIN,
    /** A reset: whatever it had sent last may be lost. */
    RESET,
    /** Not at all, in the time given. */
    STILL_OPEN
  }

  /**
   * What came, and how it ended.
   *
   * @param bytes everything read, in order
   * @param ending how the stream ended
   * @param elapsed from the call until the end was seen
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
  public record Received(byte[] bytes, Ending ending, Duration elapsed) {
    @Override
    public String toString() {
      return ending + " after " + elapsed.toMillis() + " ms and\n" + Hex.dump(bytes);
    }
  }

  /** A listening socket for one raw peer at a time, where the code under test is the client. */
  public static final class Door implements AutoCloseable {
    private final ServerSocket socket;

    private Door(ServerSocket socket) {
      this.socket = socket;
    }

    /** The port to connect to. */
    public int port() {
      return socket.getLocalPort();
    }

    /** The peer for the next connection, waited for up to ten seconds. */
    public RawPeer accept() {
      return unchecked(() -> new RawPeer(socket.accept()));
    }

    @Override
    public void close() {
      unchecked(
          () -> {
            socket.close();
            return true;
          });
    }
  }

  @FunctionalInterface
  private interface Attempt<T> {
    T make() throws IOException;
  }

  private static final int PATIENCE_MILLIS = 10_000;

  private final Socket socket;

  private RawPeer(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
  }

  /** Connects to a port of this machine. */
  public static RawPeer connect(int port) {
    return unchecked(
        () -> {
          Socket socket = new Socket();
          InetAddress loopback = InetAddress.getLoopbackAddress();
          socket.connect(new InetSocketAddress(loopback, port), PATIENCE_MILLIS);
          return new RawPeer(socket);
        });
  }

  /** Listens on a free port of this machine. */
  public static Door listen() {
    return unchecked(
        () -> {
          ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
          socket.setSoTimeout(PATIENCE_MILLIS);
          return new Door(socket);
        });
  }

  /** Sends all the bytes; blocks while the other side does not read. */
  public RawPeer send(byte[] bytes) {
    return unchecked(
        () -> {
          socket.getOutputStream().write(bytes);
          return this;
        });
  }

  /**
   * Sends as {@link #send} does, but takes it for given that the other side may close meanwhile.
   *
   * @return whether everything was handed to the socket
   */
  public boolean trySend(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      return true;
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }

  /** Sends a FIN and goes on reading. */
  public RawPeer halfClose() {
    return unchecked(
        () -> {
          socket.shutdownOutput();
          return this;
        });
  }

  /** Closes at once: a FIN, or a reset if bytes have come that were not read. */
  public void hangUp() {
    close();
  }

  /** Sends a reset instead of a FIN. */
  public void reset() {
    unchecked(
        () -> {
          socket.setSoLinger(true, 0);
          socket.close();
          return this;
        });
  }

  /** Reads exactly that many bytes, waited for up to ten seconds. */
  public byte[] read(int count) {
    return unchecked(
        () -> {
          socket.setSoTimeout(PATIENCE_MILLIS);
          byte[] bytes = socket.getInputStream().readNBytes(count);
          if (bytes.length < count) {
            throw new IOException("end of stream after " + bytes.length + " of " + count);
          }
          return bytes;
        });
  }

  /** Reads until the other side ends the stream, or the time is up. */
  public Received readToEnd(Duration timeout) {
    long start = System.nanoTime();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Ending ending = unchecked(() -> readInto(bytes, start + timeout.toNanos()));
    return new Received(bytes.toByteArray(), ending, Duration.ofNanos(System.nanoTime() - start));
  }

  private Ending readInto(ByteArrayOutputStream bytes, long deadline) throws IOException {
    byte[] buffer = new byte[8192];
    while (true) {
      long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
      if (left <= 0) {
        return Ending.STILL_OPEN;
      }
      socket.setSoTimeout(Math.toIntExact(left));
      try {
        int count = socket.getInputStream().read(buffer);
        if (count < 0) {
          return Ending.FIN;
        }
        bytes.write(buffer, 0, count);
      } catch (SocketTimeoutException e) {
        return Ending.STILL_OPEN;
      } catch (SocketException e) {
        return Ending.RESET;
      }
    }
  }

  @Override
  public void close() {
    unchecked(
        () -> {
          socket.close();
          return this;
        });
  }

  private static <T> T unchecked(Attempt<T> attempt) {
    try {
      return attempt.make();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
