package io.cleave.benchmarks.peers;

import io.cleave.benchmarks.load.Answers;
import io.cleave.benchmarks.load.EchoClient;
import io.cleave.benchmarks.load.EchoSystem;
import io.cleave.benchmarks.load.Payload;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** gRPC's unary calls, with bytes that need no protocol buffers. */
public final class GrpcEcho implements EchoSystem {
  private static final MethodDescriptor<byte[], byte[]> ECHO =
      MethodDescriptor.<byte[], byte[]>newBuilder()
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName("load/echo")
          .setRequestMarshaller(new Bytes())
          .setResponseMarshaller(new Bytes())
          .build();

  private final List<Runnable> closers = new ArrayList<>();

  @Override
  public String name() {
    return "grpc";
  }

  @Override
  public String settings() {
    return "asyncUnaryCall, directExecutor on both sides, no protocol buffers, epoll";
  }

  @Override
  public int serve() throws IOException {
    Server server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .directExecutor()
            .addService(
                ServerServiceDefinition.builder("load")
                    .addMethod(ECHO, ServerCalls.asyncUnaryCall(GrpcEcho::echo))
                    .build())
            .build()
            .start();
    closers.add(server::shutdownNow);
    return server.getPort();
  }

  private static void echo(byte[] request, StreamObserver<byte[]> answer) {
    answer.onNext(request);
    answer.onCompleted();
  }

  @Override
  public EchoClient connect(int port, Payload payload, Answers answers) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().directExecutor().build();
    closers.add(channel::shutdownNow);
    return new Caller(channel, payload, answers);
  }

  @Override
  public void close() {
    closers.forEach(Runnable::run);
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] bytes) {
      return new ByteArrayInputStream(bytes);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private record Caller(ManagedChannel channel, Payload payload, Answers answers)
      implements EchoClient {
    @Override
    public void send(long stamp) {
      ClientCalls.asyncUnaryCall(
          channel.newCall(ECHO, CallOptions.DEFAULT), payload.bytes(stamp), new Reply(this));
    }
  }

  private record Reply(Caller caller) implements StreamObserver<byte[]> {
    @Override
    public void onNext(byte[] reply) {
      caller.answers.answered(caller, caller.payload.stampOf(reply));
    }

    @Override
    public void onError(Throwable failure) {
      caller.answers.failed(failure);
    }

    @Override
    public void onCompleted() {}
  }
}
