package io.cleave.examples.udp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.Arrays;

/** A client that finds out what becomes of a datagram without waiting for what never comes. */
final class Probe implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 5_000;

  private final InetSocketAddress server;
  private final DatagramSocket socket;
  private final byte[] received = new byte[1 << 16];
  private int asked;

  Probe(InetSocketAddress server) throws IOException {
    this.server = server;
    socket = new DatagramSocket(); // not connected, or it would send no empty datagram
    socket.setSoTimeout(TIMEOUT_MILLIS);
  }

  /** Sends so many bytes, and a short datagram behind them: whichever answer is first tells. */
  boolean comesBackWhole(int size) throws IOException {
    asked++;
    byte[] sent = new byte[size];
    Arrays.fill(sent, (byte) asked);
    byte[] marker = ("marker " + asked).getBytes(UTF_8);
    send(sent);
    send(marker);
    byte[] first = receive();
    if (Arrays.equals(first, marker)) {
      return false;
    }
    if (!Arrays.equals(first, sent) || !Arrays.equals(receive(), marker)) {
      throw new AssertionError(size + " bytes came back as " + first.length + " others");
    }
    return true;
  }

  private void send(byte[] bytes) throws IOException {
    socket.send(new DatagramPacket(bytes, bytes.length, server));
  }

  private byte[] receive() throws IOException {
    DatagramPacket packet = new DatagramPacket(received, received.length);
    socket.receive(packet);
    return Arrays.copyOf(received, packet.getLength());
  }

  @Override
  public void close() {
    socket.close();
  }
}
