package io.cleave.examples.docs;

// snippet: whole
import io.cleave.body.FileTarget;
import io.cleave.endpoint.DrainReport;
import io.cleave.endpoint.MessageServer;
import io.cleave.exchange.Connection;
import io.cleave.exchange.Event;
import io.cleave.exchange.ExchangeException;
import io.cleave.exchange.ReceivedRequest;
import io.cleave.exchange.Reply;
import io.cleave.exchange.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

final class FirstInbox {
  private final Set<Connection> listeners = ConcurrentHashMap.newKeySet();
  private final Path directory;
  private final MessageServer server;

  FirstInbox(Path directory, int port) {
    this.directory = directory;
    this.server =
        MessageServer.builder()
            .route("put", this::put)
            .onConnect(listeners::add)
            .onClose(listeners::remove)
            .bind(port);
  }

  public static void main(String[] args) throws IOException {
    FirstInbox inbox = new FirstInbox(Files.createDirectories(Path.of("inbox")), 1688);
    Runtime.getRuntime().addShutdownHook(new Thread(inbox::stop));
    System.out.println("listening on 127.0.0.1:" + inbox.port());
  }

  Reply put(ReceivedRequest request) {
    String name = request.meta().text("name", "");
    if (!name.matches("\\w+(\\.\\w+)?")) { // it is about to become a path
      throw new ExchangeException(Status.FORBIDDEN, "name: not a plain one");
    }
    request.body().writeTo(FileTarget.of(directory.resolve(name)).withReplacing(true));
    Event arrived = Event.to("arrived").withText(name);
    listeners.forEach(listener -> listener.send(arrived));
    return Reply.ok();
  }

  int port() {
    return server.port();
  }

  DrainReport stop() {
    DrainReport report = server.drain(Duration.ofSeconds(10));
    System.out.println(report);
    return report;
  }
}
// end: whole
