package io.cleave.examples.docs;

// snippet: whole
import static java.nio.charset.StandardCharsets.UTF_8;

import io.cleave.endpoint.FrameServer;
import io.cleave.wire.FrameFormat;
import java.util.Locale;

final class FirstServer {
  public static void main(String[] args) {
    FrameServer server = start(1688);
    System.out.println("listening on 127.0.0.1:" + server.port());
  }

  static FrameServer start(int port) {
    return FrameServer.bind(FrameFormat.of("<q"), port, FirstServer::answer);
  }

  static byte[] answer(byte[] frame) {
    String text = new String(frame, UTF_8);
    return text.toUpperCase(Locale.ROOT).getBytes(UTF_8);
  }
}
// end: whole
