package io.cleave.examples.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.endpoint.FrameClient;
import io.cleave.endpoint.FrameServer;
import io.cleave.wire.FrameFormat;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** The snippets with frames on endpoints. */
@Isolated("what it prints is read")
final class FrameSnippetsIT {
  @Test
  void readmeServerAnswersReadmeClient() throws Exception {
    try (FrameServer server = upper(0)) {
      assertThat(Printed.by(() -> askUpper(server.port()))).isEqualToIgnoringNewLines("HELLO");
    }
  }

  static FrameServer upper(int anyPort) {
    // snippet: server
    FrameFormat format = FrameFormat.of("<q"); // what Python writes with struct.pack("q", n)
    FrameServer server =
        FrameServer.bind(
            format,
            anyPort,
            frame -> new String(frame, UTF_8).toUpperCase(Locale.ROOT).getBytes(UTF_8));
    // end: server
    return server;
  }

  static void askUpper(int anyPort) {
    // snippet: client
    try (FrameClient client = FrameClient.connect(FrameFormat.of("<q"), "127.0.0.1", anyPort)) {
      byte[] answer = client.call("hello".getBytes(UTF_8));
      System.out.println(new String(answer, UTF_8)); // HELLO
    }
    // end: client
  }

  @Test
  void tutorialServerAnswersTutorialClient() throws Exception {
    try (FrameServer server = FirstServer.start(0)) {
      assertThat(Printed.by(() -> FirstClient.ask(server.port())))
          .isEqualToIgnoringNewLines("HELLOBYEBYEAGAIN,BYE");
    }
  }
}
