package io.cleave.examples.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cleave.message.MessageDecoder;
import io.cleave.message.MessageFormat;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The snippets that receive a long body in a pipeline of one's own. */
final class InboxIT {
  private static final int LENGTH = 3 << 20;

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private Path path;
  private InetSocketAddress server;

  @TempDir private Path directory;

  @BeforeEach
  void bind() {
    path = directory.resolve("upload.bin");
    ServerBootstrap bootstrap =
        new ServerBootstrap().group(loops).channel(NioServerSocketChannel.class);
    bootstrap.childHandler(
        new ChannelInitializer<SocketChannel>() {
          @Override
          protected void initChannel(SocketChannel channel) {
            addTo(channel);
          }
        });
    // snippet: demand
    bootstrap.childOption(ChannelOption.AUTO_READ, false); // one event for each read()
    // end: demand
    Channel listening =
        bootstrap.bind(InetAddress.getLoopbackAddress(), 0).syncUninterruptibly().channel();
    server = (InetSocketAddress) listening.localAddress();
  }

  private void addTo(SocketChannel channel) {
    // snippet: pipeline
    MessageFormat format =
        MessageFormat.of("<q")
            .withBodyLengthKey("file_size")
            .withWholeBodyLength(0); // always parts
    channel.pipeline().addLast(new MessageDecoder(format), new Inbox(path));
    // end: pipeline
  }

  @AfterEach
  void stop() {
    loops.shutdownGracefully().syncUninterruptibly();
  }

  @Test
  void writesTheWholeBody() throws Exception {
    send(LENGTH);
    await().until(() -> Files.exists(path));
    assertThat(path).hasBinaryContent(new byte[LENGTH]);
  }

  @Test
  void leavesNothingOfABodyThatIsCut() throws Exception {
    send(LENGTH - 1);
    await().until(() -> directory.toFile().list().length == 0);
  }

  private void send(int bytes) throws IOException {
    try (Socket socket = new Socket(server.getAddress(), server.getPort())) {
      OutputStream out = socket.getOutputStream();
      byte[] header = ("{\"file_size\":" + LENGTH + "}").getBytes(UTF_8);
      ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      out.write(length.putLong(header.length).array());
      out.write(header);
      out.write(new byte[bytes]);
      socket.shutdownOutput();
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }
}
