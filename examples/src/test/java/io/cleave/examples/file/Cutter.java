package io.cleave.examples.file;

import io.cleave.examples.testing.SocketWork;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;

/** A way to a server that ends after so many bytes, in a reset for both ends. */
final class Cutter implements AutoCloseable {
  private static final String NAME = "cutter";

  private final ServerSocket listening = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
  private final int port;
  private volatile long cutAfter;

  /** Leads to a port of this machine. */
  Cutter(int port) throws IOException {
    this.port = port;
    SocketWork.inBackground(NAME, this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** Cuts the connections to come after so many bytes, whichever way they go. */
  void cutAfter(long bytes) {
    cutAfter = bytes;
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = listening.accept();
      Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
      AtomicLong left = new AtomicLong(cutAfter);
      SocketWork.inBackground(NAME, () -> copy(client, server, left));
      SocketWork.inBackground(NAME, () -> copy(server, client, left));
    }
  }

  private static void copy(Socket from, Socket to, AtomicLong left) throws IOException {
    byte[] bytes = new byte[16 << 10];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
        long allowed = left.getAndAdd(-count);
        if (allowed < count) {
          out.write(bytes, 0, (int) Math.max(0, allowed));
          from.setSoLinger(true, 0);
          to.setSoLinger(true, 0);
          return;
        }
        out.write(bytes, 0, count);
      }
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
