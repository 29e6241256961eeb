package io.cleave.examples.running;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;

/** Bare sockets, for peers that say exactly what a test wants. */
final class Wire {
  private Wire() {}

  /** A connection to a server under test. */
  static Socket connect(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout((int) Program.PATIENCE.toMillis());
    return socket;
  }

  /** Bytes from hex, blanks allowed. */
  static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }

  /** A server that sends these bytes to its one client and closes. */
  static ServerSocket serveOnce(byte[] bytes) throws IOException {
    ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    CompletableFuture.runAsync(
        () -> {
          try (Socket client = server.accept()) {
            client.getOutputStream().write(bytes);
          } catch (IOException gone) {
            // the test sees it at its own end
          }
        });
    return server;
  }
}
