package io.cleave.examples.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;

/** A way to a server that ends after so many bytes, in a reset for both ends. */
final class Cutter implements AutoCloseable {
  private final ServerSocket listening = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
  private final int port;
  private volatile long cutAfter;

  /** Leads to a port of this machine. */
  Cutter(int port) throws IOException {
    this.port = port;
    inBackground(this::accept);
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
      inBackground(() -> copy(client, server, left));
      inBackground(() -> copy(server, client, left));
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

  /** Something that ends when a socket is closed. */
  private interface Work {
    void run() throws IOException;
  }

  private static void inBackground(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException closed) {
                // as it is meant to be
              }
            },
            "cutter");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
