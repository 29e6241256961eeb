package io.cleave.benchmarks.peers;

import com.google.common.util.concurrent.MoreExecutors;
import io.cleave.benchmarks.load.Answers;
import io.cleave.benchmarks.load.EchoClient;
import io.cleave.benchmarks.load.EchoSystem;
import io.cleave.benchmarks.load.Payload;
import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayList;
import java.util.List;
import org.apache.rocketmq.remoting.InvokeCallback;
import org.apache.rocketmq.remoting.RemotingService;
import org.apache.rocketmq.remoting.netty.NettyClientConfig;
import org.apache.rocketmq.remoting.netty.NettyRemotingClient;
import org.apache.rocketmq.remoting.netty.NettyRemotingServer;
import org.apache.rocketmq.remoting.netty.NettyRequestProcessor;
import org.apache.rocketmq.remoting.netty.NettyServerConfig;
import org.apache.rocketmq.remoting.netty.ResponseFuture;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;

/**
 * RocketMQ's remoting: commands with a JSON header and a body.
 *
 * <p>Its executors are off: with its groups of workers it did 0.63 as many requests a second, with
 * those and an executor on either side 0.55.
 */
public final class RocketMqEcho implements EchoSystem {
  private static final int CODE = 1;
  private static final long TIMEOUT_MILLIS = 30_000;

  private final List<RemotingService> open = new ArrayList<>();

  @Override
  public String name() {
    return "rocketmq";
  }

  @Override
  public String settings() {
    return "invokeAsync, all work on the event loops, epoll in the server (the client has NIO only)";
  }

  @Override
  public int serve() {
    NettyServerConfig config = new NettyServerConfig();
    config.setBindAddress("127.0.0.1");
    config.setListenPort(0);
    config.setUseEpollNativeSelector(true);
    config.setServerNettyWorkerGroupEnable(false);
    NettyRemotingServer server = new NettyRemotingServer(config);
    server.registerProcessor(CODE, new Echo(), MoreExecutors.newDirectExecutorService());
    server.start();
    open.add(server);
    return server.localListenPort();
  }

  @Override
  public EchoClient connect(int port, Payload payload, Answers answers) {
    NettyClientConfig config = new NettyClientConfig();
    config.setDisableCallbackExecutor(true);
    config.setDisableNettyWorkerGroup(true);
    NettyRemotingClient client = new NettyRemotingClient(config);
    client.start();
    open.add(client);
    return new Caller(client, "127.0.0.1:" + port, payload, answers);
  }

  @Override
  public void close() {
    open.forEach(RemotingService::shutdown);
  }

  private static final class Echo implements NettyRequestProcessor {
    @Override
    public RemotingCommand processRequest(ChannelHandlerContext ctx, RemotingCommand request) {
      RemotingCommand response = RemotingCommand.createResponseCommand(0, null);
      response.setBody(request.getBody());
      return response;
    }

    @Override
    public boolean rejectRequest() {
      return false;
    }
  }

  private record Caller(
      NettyRemotingClient client, String address, Payload payload, Answers answers)
      implements EchoClient, InvokeCallback {
    @Override
    public void send(long stamp) {
      RemotingCommand request = RemotingCommand.createRequestCommand(CODE, null);
      request.setBody(payload.bytes(stamp));
      try {
        client.invokeAsync(address, request, TIMEOUT_MILLIS, this);
      } catch (Exception e) {
        answers.failed(e);
      }
    }

    @Override
    public void operationComplete(ResponseFuture future) {}

    @Override
    public void operationSucceed(RemotingCommand response) {
      try {
        answers.answered(this, payload.stampOf(response.getBody()));
      } catch (RuntimeException e) {
        answers.failed(e);
      }
    }

    @Override
    public void operationFail(Throwable failure) {
      answers.failed(failure);
    }
  }
}
