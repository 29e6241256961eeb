package io.cleave.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.body.Body;
import io.cleave.body.BodyFile;
import io.cleave.body.FileTarget;
import io.cleave.header.Header;
import io.cleave.testing.Loopback;
import io.cleave.testing.Python;
import io.cleave.testing.Transport;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files with a JSON header, to and from a program that knows {@code struct} and {@code json}. */
class MessagePythonIT {
  private static final String PEER = "/io/cleave/message/file_peer.py";
  private static final MessageFormat FORMAT = MessageFormat.of("<q").withBodyLengthKey("file_size");
  private static final int[] LENGTHS = {0, 1, 8_192, 8_193, 3_000_001};

  static List<Transport> transports() {
    return Transport.available();
  }

  @ParameterizedTest
  @MethodSource("transports")
  void pythonSendsFile(Transport transport, @TempDir Path directory) throws IOException {
    Path received = Files.createDirectory(directory.resolve("received"));
    try (Loopback loopback = serve(transport, received)) {
      for (int length : LENGTHS) {
        byte[] content = MessageWire.body(length, length);
        Path file = Files.write(directory.resolve("Grüße " + length), content);

        Header answer = Header.parse(talk("send", loopback, file));

        assertThat(answer.text("received")).isEqualTo(md5(content));
        assertThat(received.resolve("Grüße " + length)).hasBinaryContent(content);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void pythonGetsFile(Transport transport, @TempDir Path directory) throws IOException {
    Path served = Files.createDirectory(directory.resolve("served"));
    try (Loopback loopback = serve(transport, served)) {
      for (int length : LENGTHS) {
        byte[] content = MessageWire.body(length, length);
        Files.write(served.resolve("a file"), content);
        Path file = directory.resolve("a file");

        Header said = Header.parse(talk("get", loopback, file));

        assertThat(said.longValue("file_size")).isEqualTo(length);
        assertThat(file).hasBinaryContent(content);
      }
    }
  }

  private static String talk(String what, Loopback loopback, Path file) {
    String port = String.valueOf(loopback.port());
    return Python.run(PEER, Duration.ofSeconds(60), what, port, file.toString())
        .successful()
        .text()
        .strip();
  }

  private static Loopback serve(Transport transport, Path directory) {
    return Loopback.serve(
        transport,
        pipeline ->
            pipeline.addLast(
                new MessageDecoder(FORMAT), new MessageEncoder(FORMAT), new FileServer(directory)));
  }

  private static String md5(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** Takes a file, or gives one that is asked for by its name. */
  private static final class FileServer extends SimpleChannelInboundHandler<MessageEvent> {
    private final Path directory;
    private @Nullable BodyFile file;

    FileServer(Path directory) {
      this.directory = directory;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, MessageEvent event) throws IOException {
      if (event instanceof MessageStart start) {
        begin(start.header(), start.bodyLength());
      } else if (event instanceof BodyChunk chunk && file != null) {
        file.write(chunk.content());
        answerIf(ctx, chunk.isLast());
      } else if (event instanceof Message message && message.header().has("get")) {
        ctx.writeAndFlush(give(directory.resolve(message.header().text("get"))));
      } else if (event instanceof Message message) {
        BodyFile whole = begin(message.header(), message.body().length());
        whole.write(message.body().content());
        answerIf(ctx, true);
      }
    }

    private BodyFile begin(Header header, long length) throws IOException {
      FileTarget target = FileTarget.of(directory.resolve(header.text("file_name")));
      BodyFile begun = BodyFile.create(target.withDigest("MD5", header.text("md5")), length);
      file = begun;
      return begun;
    }

    private void answerIf(ChannelHandlerContext ctx, boolean last) throws IOException {
      if (last && file != null) {
        file.commit();
        ctx.writeAndFlush(Message.of(Header.of("received", file.digestHex())));
      }
    }

    private static Message give(Path path) throws IOException {
      Header header =
          Header.of("md5", md5(Files.readAllBytes(path)), "file_size", Files.size(path));
      return Message.of(header, Body.file(path)); // old programs read file_size, also where it is 0
    }
  }
}
