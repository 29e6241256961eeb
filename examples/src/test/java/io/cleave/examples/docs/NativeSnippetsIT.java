package io.cleave.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.body.Body;
import io.cleave.endpoint.MessageClient;
import io.cleave.endpoint.MessageServer;
import io.cleave.exchange.Reply;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The snippets on the native protocol; scripts call them too. */
final class NativeSnippetsIT {
  @Test
  void serverAnswers() {
    try (MessageServer server = upper(0);
        MessageClient client = MessageClient.connect("127.0.0.1", server.port())) {
      assertThat(client.call("upper", Body.of("hello")).text()).isEqualTo("HELLO");
    }
  }

  static MessageServer upper(int anyPort) {
    // snippet: upper
    MessageServer server =
        MessageServer.builder()
            .route("upper", request -> Reply.text(request.text().toUpperCase(Locale.ROOT)))
            .bind(anyPort);
    // end: upper
    return server;
  }
}
