package io.cleave.benchmarks.load.systems;

import io.cleave.benchmarks.load.Answers;
import io.cleave.benchmarks.load.EchoClient;
import io.cleave.benchmarks.load.EchoSystem;
import io.cleave.benchmarks.load.Payload;
import io.cleave.body.Body;
import io.cleave.connection.Transport;
import io.cleave.endpoint.MessageClient;
import io.cleave.endpoint.MessageServer;
import io.cleave.exchange.ReceivedReply;
import io.cleave.exchange.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Requests and replies of our own protocol, with its defaults but for the sockets. */
abstract class NativeEcho implements EchoSystem {
  private static final int BACKLOG = 4096;
  private static final int MANY = 20_000;

  private final Transport transport;
  private final List<Runnable> closers = new ArrayList<>();

  NativeEcho(Transport transport) {
    this.transport = transport;
  }

  @Override
  public final String settings() {
    return "MessageServer.routeAsync, MessageClient.request, "
        + transport
        + ", maxInFlight "
        + MANY;
  }

  @Override
  public final int serve() {
    MessageServer server =
        MessageServer.builder()
            .transport(transport)
            .backlog(BACKLOG)
            .maxConnections(MANY)
            .maxInFlight(MANY)
            .routeAsync(
                "echo", asked -> CompletableFuture.completedFuture(Reply.bytes(asked.bytes())))
            .bind(0);
    closers.add(server::close);
    return server.port();
  }

  @Override
  public final EchoClient connect(int port, Payload payload, Answers answers) {
    MessageClient client = MessageClient.builder().transport(transport).connect("127.0.0.1", port);
    closers.add(client::close);
    return new Caller(client, payload, answers);
  }

  @Override
  public final void close() {
    closers.forEach(Runnable::run);
  }

  private record Caller(MessageClient client, Payload payload, Answers answers)
      implements EchoClient {
    @Override
    public void send(long stamp) {
      client.request("echo", Body.of(payload.bytes(stamp))).whenComplete(this::completed);
    }

    private void completed(ReceivedReply reply, Throwable failure) {
      if (failure != null) {
        answers.failed(failure);
        return;
      }
      try {
        answers.answered(this, payload.stampOf(reply.bytes()));
      } catch (RuntimeException e) {
        answers.failed(e);
      }
    }
  }
}
