package io.cleave.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.body.Body;
import io.cleave.body.FileTarget;
import io.cleave.header.Header;
import io.cleave.message.Message;
import io.cleave.message.MessageFormat;
import io.cleave.testing.Python;
import io.cleave.wire.FrameFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The other end is CPython with {@code struct.pack("q", n)}, as the old programs were. */
final class PythonPeerIT {
  private static final String PEER = "/endpoint/old_peer.py";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final MessageFormat FILES = MessageFormat.of("<q").withBodyLengthKey("file_size");

  private Path directory = Path.of("");

  @BeforeEach
  void chooseDirectory(@TempDir Path fresh) {
    directory = fresh;
  }

  private Path file() throws IOException {
    byte[] bytes = new byte[5 << 20];
    new Random(3).nextBytes(bytes);
    return Files.write(directory.resolve("file.bin"), bytes);
  }

  private static Header header(Path file) throws IOException {
    return Header.of("file_name", String.valueOf(file.getFileName()), "md5", md5(file));
  }

  private static String md5(Path file) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("MD5");
      return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static String run(String command, int port, String... arguments) {
    String[] all = new String[arguments.length + 2];
    all[0] = command;
    all[1] = Integer.toString(port);
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return Python.run(PEER, PATIENCE, all).successful().text();
  }

  @Test
  void answersFramesThatStickTogether() {
    try (FrameServer server =
        FrameServer.bind(
            FrameFormat.of("q"),
            0,
            request -> new String(request, UTF_8).toUpperCase(Locale.ROOT).getBytes(UTF_8))) {
      assertThat(run("echo", server.port(), "hello", "byebye", "again,bye"))
          .isEqualTo("HELLO\nBYEBYE\nAGAIN,BYE\n");
    }
  }

  @Test
  void pushesFileToPython() throws IOException {
    Path file = file();
    Header header = header(file);
    try (PlainMessageServer server =
        PlainMessageServer.builder(FILES)
            .onConnect(peer -> Message.of(header, Body.file(file)))
            .bind(0)) {
      assertThat(run("pull", server.port(), directory.resolve("got").toString()))
          .isEqualTo("file.bin True True\n");
      assertThat(directory.resolve("got")).hasSameBinaryContentAs(file);
    }
  }

  @Test
  void takesFileFromPython() throws IOException {
    Path file = file();
    CompletableFuture<String> taken = new CompletableFuture<>();
    try (PlainMessageServer server =
        PlainMessageServer.builder(FILES)
            .onEvent(
                message -> {
                  FileTarget target =
                      FileTarget.of(directory.resolve("taken"))
                          .withDigest("MD5", message.header().text("md5"));
                  taken.complete(message.body().writeTo(target));
                })
            .bind(0)) {
      run("push", server.port(), file.toString());
      assertThat(taken.join()).isEqualTo(md5(file));
      assertThat(directory.resolve("taken")).hasSameBinaryContentAs(file);
    }
  }

  @Test
  void downloadsFileThatPythonPushes() throws Exception {
    Path file = file();
    try (PythonServer python = PythonServer.start(PEER, file.toString());
        PlainMessageClient client =
            PlainMessageClient.builder(FILES).connect("127.0.0.1", python.port())) {
      ReceivedMessage message = client.receive();
      assertThat(message.header().text("file_name")).isEqualTo("file.bin");
      FileTarget target =
          FileTarget.of(directory.resolve("got")).withDigest("MD5", message.header().text("md5"));
      assertThat(message.body().writeTo(target)).isEqualTo(md5(file));
    }
  }
}
