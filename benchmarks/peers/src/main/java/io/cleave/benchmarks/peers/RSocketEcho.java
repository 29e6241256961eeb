package io.cleave.benchmarks.peers;

import io.cleave.benchmarks.load.Answers;
import io.cleave.benchmarks.load.EchoClient;
import io.cleave.benchmarks.load.EchoSystem;
import io.netty.buffer.PooledByteBufAllocator;
import io.rsocket.RSocket;
import io.rsocket.SocketAcceptor;
import io.rsocket.core.RSocketConnector;
import io.rsocket.core.RSocketServer;
import io.rsocket.frame.decoder.PayloadDecoder;
import io.rsocket.transport.netty.client.TcpClientTransport;
import io.rsocket.transport.netty.server.CloseableChannel;
import io.rsocket.transport.netty.server.TcpServerTransport;
import io.rsocket.util.ByteBufPayload;
import java.util.ArrayList;
import java.util.List;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** RSocket's request and response. */
public final class RSocketEcho implements EchoSystem {
  private final List<Disposable> open = new ArrayList<>();

  @Override
  public String name() {
    return "rsocket";
  }

  @Override
  public String settings() {
    return "requestResponse, PayloadDecoder.ZERO_COPY, pooled buffers, epoll";
  }

  @Override
  public int serve() {
    CloseableChannel server =
        RSocketServer.create(SocketAcceptor.forRequestResponse(Mono::just))
            .payloadDecoder(PayloadDecoder.ZERO_COPY)
            .bindNow(TcpServerTransport.create("127.0.0.1", 0));
    open.add(server);
    return server.address().getPort();
  }

  @Override
  public EchoClient connect(int port, io.cleave.benchmarks.load.Payload payload, Answers answers) {
    RSocket socket =
        RSocketConnector.create()
            .payloadDecoder(PayloadDecoder.ZERO_COPY)
            .connect(TcpClientTransport.create("127.0.0.1", port))
            .block();
    open.add(socket);
    return new Caller(socket, payload, answers);
  }

  @Override
  public void close() {
    open.forEach(Disposable::dispose);
  }

  private record Caller(RSocket socket, io.cleave.benchmarks.load.Payload payload, Answers answers)
      implements EchoClient {
    @Override
    public void send(long stamp) {
      socket
          .requestResponse(
              ByteBufPayload.create(payload.buffer(PooledByteBufAllocator.DEFAULT, stamp)))
          .subscribe(new Reply(this));
    }
  }

  private record Reply(Caller caller) implements CoreSubscriber<io.rsocket.Payload> {
    @Override
    public void onSubscribe(Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(io.rsocket.Payload reply) {
      long stamp;
      try {
        stamp = caller.payload.stampOf(reply.sliceData());
      } finally {
        reply.release();
      }
      caller.answers.answered(caller, stamp);
    }

    @Override
    public void onError(Throwable failure) {
      caller.answers.failed(failure);
    }

    @Override
    public void onComplete() {}
  }
}
