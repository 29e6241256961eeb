package io.cleave.examples.running;

import io.cleave.examples.testing.SocketWork;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;

/** A way to a server on which nothing moves any more after so many bytes, until it is closed. */
final class StallingWay implements AutoCloseable {
  private static final String NAME = "stalling way";
  private static final int READ_LENGTH = 16 << 10;

  private final ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final Semaphore left;

  /** Leads one client to a port of this machine. */
  StallingWay(int port, int bytes) throws IOException {
    left = new Semaphore(bytes);
    SocketWork.inBackground(
        NAME,
        () -> {
          Socket client = kept(listening.accept());
          Socket server = kept(new Socket(InetAddress.getLoopbackAddress(), port));
          SocketWork.inBackground(NAME, () -> copy(client, server));
          copy(server, client);
        });
  }

  /** Where it begins. */
  String address() {
    return "127.0.0.1:" + listening.getLocalPort();
  }

  private Socket kept(Socket socket) {
    sockets.add(socket);
    return socket;
  }

  private void copy(Socket from, Socket to) throws IOException {
    byte[] bytes = new byte[READ_LENGTH];
    InputStream in = from.getInputStream();
    OutputStream out = to.getOutputStream();
    for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
      left.acquireUninterruptibly(count);
      out.write(bytes, 0, count);
    }
    cut(); // one end is gone, so the other may know
  }

  @Override
  public void close() throws IOException {
    cut();
  }

  /** Closes it towards both ends. */
  void cut() throws IOException {
    listening.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
