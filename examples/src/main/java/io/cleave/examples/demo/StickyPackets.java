package io.cleave.examples.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cleave.endpoint.FrameClient;
import io.cleave.endpoint.FrameServer;
import io.cleave.examples.console.Quoted;
import io.cleave.wire.FrameFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Three sends that come out as one, and the same three cut apart by frames. */
final class StickyPackets {
  private static final List<String> SENT = List.of("hello", "byebye", "again,bye");
  private static final int OLD_READ_LENGTH = 1024;
  private static final int PATIENCE_SECONDS = 5;

  private StickyPackets() {}

  static void show(Narrator narrator) throws IOException {
    narrator.part("TCP has no messages: three sends, one read");
    narrator.say("sent:  " + quoted(SENT));
    String read = throughBareSockets();
    narrator.say("read:  " + Quoted.of(read));
    narrator.holds(read.equals(String.join("", SENT)), "they stuck together");

    narrator.part("The same three as frames: a length field of eight bytes in front of each");
    List<String> frames = throughFrames();
    narrator.say("sent:  " + quoted(SENT));
    narrator.say("read:  " + quoted(frames));
    narrator.holds(frames.equals(SENT), "each came out as it went in");
  }

  /** The receiver reads only after the sender has closed, as a slow one would. */
  private static String throughBareSockets() throws IOException {
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      try (Socket sender = new Socket(listening.getInetAddress(), listening.getLocalPort())) {
        sender.setTcpNoDelay(true); // no waiting on this side glues them
        OutputStream out = sender.getOutputStream();
        for (String text : SENT) {
          out.write(text.getBytes(UTF_8));
          out.flush();
        }
      }
      try (Socket receiver = listening.accept()) {
        InputStream in = receiver.getInputStream();
        awaitAll(in);
        byte[] read = new byte[OLD_READ_LENGTH];
        int length = in.read(read); // one read
        return new String(read, 0, Math.max(length, 0), UTF_8);
      }
    }
  }

  /** Until the machine has carried everything over; that takes no time, unless it is very busy. */
  private static void awaitAll(InputStream in) throws IOException {
    int sent = String.join("", SENT).length();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (in.available() < sent && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
  }

  private static List<String> throughFrames() {
    FrameFormat format = FrameFormat.of("<q");
    BlockingQueue<String> received = new LinkedBlockingQueue<>();
    try (FrameServer server =
        FrameServer.builder()
            .format(format)
            .onFrame(frame -> received.add(new String(frame, UTF_8)))
            .bind(0)) {
      try (FrameClient client = FrameClient.connect(format, "127.0.0.1", server.port())) {
        SENT.forEach(text -> client.send(text.getBytes(UTF_8)));
      }
      return SENT.stream().map(sent -> await(received)).toList();
    }
  }

  private static String await(BlockingQueue<String> received) {
    try {
      String next = received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return next == null ? "(nothing)" : next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "(interrupted)";
    }
  }

  private static String quoted(List<String> texts) {
    return texts.stream().map(Quoted::of).collect(Collectors.joining(" "));
  }
}
