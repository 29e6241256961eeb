package io.cleave.examples.demo;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.cleave.endpoint.FrameServer;
import io.cleave.wire.FrameFormat;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;

/** A browser that calls a port where frames are spoken. */
final class WrongPort {
  private static final String BROWSER =
      "GET /index.html HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: a browser\r\n\r\n";
  private static final int PATIENCE_MILLIS = 5_000;

  private WrongPort() {}

  static void show(Narrator narrator) throws IOException {
    narrator.part("A browser calls the wrong port: the log says so, instead of a large number");
    try (CapturedLog log = CapturedLog.start();
        FrameServer server = FrameServer.bind(FrameFormat.of("<q"), 0, frame -> frame)) {
      narrator.say("sent:  GET /index.html HTTP/1.1 …");
      boolean closedCleanly = callFromBrowser(server.port());
      String said = log.awaitLine(Duration.ofMillis(PATIENCE_MILLIS));
      narrator.say("log:   " + said);
      narrator.holds(said.contains("is an HTTP client calling?"), "the library says what came");
      narrator.holds(closedCleanly, "the browser saw a clean close, not a reset");
    }
  }

  private static boolean callFromBrowser(int port) throws IOException {
    try (Socket browser = new Socket(InetAddress.getLoopbackAddress(), port)) {
      browser.setSoTimeout(PATIENCE_MILLIS);
      browser.getOutputStream().write(BROWSER.getBytes(US_ASCII));
      return browser.getInputStream().read() < 0; // a reset would be an exception
    }
  }
}
