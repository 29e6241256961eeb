package io.cleave.examples.docs;

// snippet: whole
import io.cleave.endpoint.MessageServer;
import io.cleave.exchange.ExchangeException;
import io.cleave.exchange.ReceivedRequest;
import io.cleave.exchange.Reply;
import io.cleave.exchange.Status;
import java.util.Locale;

final class FirstService {
  public static void main(String[] args) {
    MessageServer server = start(1688);
    System.out.println("listening on 127.0.0.1:" + server.port());
  }

  static MessageServer start(int port) {
    return MessageServer.builder().route("upper", FirstService::upper).bind(port);
  }

  static Reply upper(ReceivedRequest request) {
    String text = request.text();
    if (text.isBlank()) {
      throw new ExchangeException(Status.BAD_REQUEST, "text: blank (expected: something to say)");
    }
    return Reply.text(text.toUpperCase(Locale.ROOT));
  }
}
// end: whole
