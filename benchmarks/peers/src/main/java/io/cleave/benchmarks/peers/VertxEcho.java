package io.cleave.benchmarks.peers;

import io.cleave.benchmarks.load.Answers;
import io.cleave.benchmarks.load.EchoClient;
import io.cleave.benchmarks.load.EchoSystem;
import io.cleave.benchmarks.load.Payload;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.util.function.Consumer;

/** Vert.x's sockets, with its record parser for frames of a length and a payload. */
public final class VertxEcho implements EchoSystem {
  private static final int BACKLOG = 4096;

  private Vertx vertx;

  @Override
  public String name() {
    return "vertx";
  }

  @Override
  public String settings() {
    return "NetSocket, RecordParser, one buffer for length and payload, native transport";
  }

  private Vertx vertx() {
    if (vertx == null) {
      vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    }
    return vertx;
  }

  @Override
  public int serve() {
    NetServer server =
        vertx()
            .createNetServer(new NetServerOptions().setTcpNoDelay(true).setAcceptBacklog(BACKLOG))
            .connectHandler(socket -> socket.handler(parser(frame -> socket.write(framed(frame)))));
    return await(server.listen(0, "127.0.0.1")).actualPort();
  }

  private static RecordParser parser(Consumer<Buffer> frames) {
    RecordParser parser = RecordParser.newFixed(Integer.BYTES);
    parser.handler(
        new io.vertx.core.Handler<>() {
          private boolean inPayload;

          @Override
          public void handle(Buffer record) {
            parser.fixedSizeMode(inPayload ? Integer.BYTES : record.getInt(0));
            inPayload = !inPayload;
            if (!inPayload) {
              frames.accept(record);
            }
          }
        });
    return parser;
  }

  private static Buffer framed(Buffer payload) {
    return Buffer.buffer(Integer.BYTES + payload.length())
        .appendInt(payload.length())
        .appendBuffer(payload);
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }

  @Override
  public EchoClient connect(int port, Payload payload, Answers answers) {
    return await(
        vertx()
            .createNetClient(new NetClientOptions().setTcpNoDelay(true))
            .connect(port, "127.0.0.1")
            .map(socket -> new Caller(socket, Vertx.currentContext(), payload, answers).begun()));
  }

  @Override
  public void close() {
    await(vertx().close());
  }

  private record Caller(NetSocket socket, Context context, Payload payload, Answers answers)
      implements EchoClient {

    Caller begun() {
      socket.exceptionHandler(answers::failed);
      socket.handler(parser(frame -> answers.answered(this, payload.stampOf(frame.getBytes()))));
      return this;
    }

    @Override
    public void send(long stamp) {
      socket.write(
          Buffer.buffer(Integer.BYTES + payload.length())
              .appendInt(payload.length())
              .appendBytes(payload.bytes(stamp)));
    }

    @Override
    public void execute(Runnable task) {
      context.runOnContext(any -> task.run());
    }
  }
}
