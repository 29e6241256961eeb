package io.cleave.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cleave.body.Body;
import io.cleave.endpoint.MessageClient;
import io.cleave.endpoint.MessageServer;
import io.cleave.exchange.Reply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** The snippets of README and the second tutorial, on the native protocol. */
@Isolated("what it prints is read")
@Timeout(60)
final class RequestSnippetsIT {
  @TempDir private Path directory;

  static MessageServer upper(int anyPort) {
    // snippet: server
    MessageServer server =
        MessageServer.builder()
            .route("upper", request -> Reply.text(request.text().toUpperCase(Locale.ROOT)))
            .bind(anyPort);
    // end: server
    return server;
  }

  static void askUpper(int anyPort) {
    // snippet: client
    try (MessageClient client = MessageClient.connect("127.0.0.1", anyPort)) {
      String hi = client.request("upper", Body.of("hi")).join().text();
      System.out.println(hi); // HI
    }
    // end: client
  }

  @Test
  void readmeServerAnswersReadmeClient() throws Exception {
    try (MessageServer server = upper(0)) {
      assertThat(Printed.by(() -> askUpper(server.port()))).isEqualToIgnoringNewLines("HI");
    }
  }

  @Test
  void tutorialServiceAnswersTutorialClient() throws Exception {
    try (MessageServer server = FirstService.start(0)) {
      assertThat(Printed.by(() -> FirstAsker.ask(server.port())).lines())
          .containsExactly("HELLO", "bad_request: text: blank (expected: something to say)");
    }
  }

  @Test
  void tutorialInboxTakesAFileTellsEverybodyAndStops() throws Exception {
    Path file = Files.write(directory.resolve("big.bin"), new byte[3 << 20]);
    Path inbox = Files.createDirectory(directory.resolve("inbox"));
    FirstInbox service = new FirstInbox(inbox, 0);
    String printed =
        Printed.by(
            () -> {
              try (MessageClient client = FirstSender.listen(service.port())) {
                FirstSender.put(client, file);
                Path arrived = inbox.resolve("big.bin");
                await().until(() -> Files.exists(arrived) && service.stop().isClean());
              }
            });
    assertThat(printed.lines())
        .containsExactlyInAnyOrder(
            "arrived: big.bin", "DrainReport[completed=0, refused=0, cut=0]");
    assertThat(inbox.resolve("big.bin")).hasSameBinaryContentAs(file);
  }
}
