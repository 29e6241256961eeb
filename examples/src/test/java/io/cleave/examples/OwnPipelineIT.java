package io.cleave.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.body.Body;
import io.cleave.endpoint.FrameClient;
import io.cleave.endpoint.PlainMessageClient;
import io.cleave.endpoint.ReceivedMessage;
import io.cleave.header.Header;
import io.cleave.message.Message;
import io.cleave.message.MessageFormat;
import io.cleave.wire.FrameFormat;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OwnPipelineIT {
  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

  @AfterEach
  void stop() {
    group.shutdownGracefully();
  }

  @Test
  void sendsFramesBack() {
    Channel server = OwnPipeline.serveFrames(group, 0);
    try (FrameClient client =
        FrameClient.connect(FrameFormat.of("<q"), "127.0.0.1", port(server))) {
      assertThat(new String(client.call("hi".getBytes(UTF_8)), UTF_8)).isEqualTo("hi");
      assertThat(client.call(new byte[1 << 20])).hasSize(1 << 20);
    }
  }

  @Test
  void closesOnWhoeverSpeaksAnotherProtocol() throws IOException {
    Channel server = OwnPipeline.serveFrames(group, 0);
    try (Socket browser = new Socket(InetAddress.getLoopbackAddress(), port(server))) {
      browser.setSoTimeout(10_000);
      browser.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(UTF_8));
      assertThat(browser.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void sendsMessagesBack() {
    Channel server = OwnPipeline.serveMessages(group, 0);
    MessageFormat format = MessageFormat.of("<q").withBodyLengthKey("file_size");
    try (PlainMessageClient client =
        PlainMessageClient.builder(format).connect("127.0.0.1", port(server))) {
      Header header = Header.of("file_name", "big");
      ReceivedMessage echo = client.call(Message.of(header, Body.of(new byte[100_000])));
      assertThat(echo.header().longValue("file_size")).isEqualTo(100_000);
      assertThat(echo.body().bytes(1 << 20)).hasSize(100_000);
    }
  }

  private static int port(Channel server) {
    return ((InetSocketAddress) server.localAddress()).getPort();
  }
}
