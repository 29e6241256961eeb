package io.cleave.examples.docs;

// snippet: whole
import io.cleave.body.Body;
import io.cleave.endpoint.MessageClient;
import io.cleave.exchange.Request;
import io.cleave.header.Header;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

final class FirstSender {
  public static void main(String[] args) throws InterruptedException {
    try (MessageClient client = listen(1688)) {
      put(client, Path.of(args[0]));
      new CountDownLatch(1).await(); // hears what arrives until Ctrl-C
    }
  }

  static MessageClient listen(int port) {
    return MessageClient.builder()
        .onEvent("arrived", event -> System.out.println("arrived: " + event.text()))
        .connect("127.0.0.1", port);
  }

  static void put(MessageClient client, Path file) {
    Header meta = Header.of("name", file.getFileName().toString());
    client.call(Request.to("put").withMeta(meta).withBody(Body.file(file)));
  }
}
// end: whole
