package io.cleave.examples.docs;

// snippet: whole
import io.cleave.body.Body;
import io.cleave.endpoint.MessageClient;
import io.cleave.exchange.ExchangeException;

final class FirstAsker {
  public static void main(String[] args) {
    ask(1688);
  }

  static void ask(int port) {
    try (MessageClient client = MessageClient.connect("127.0.0.1", port)) {
      System.out.println(client.call("upper", Body.of("hello")).text());
      try {
        client.call("upper", Body.of(" "));
      } catch (ExchangeException e) {
        System.out.println(e.status() + ": " + e.getMessage());
      }
    }
  }
}
// end: whole
