package io.cleave.examples.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cleave.body.Body;
import io.cleave.body.FileTarget;
import io.cleave.endpoint.PlainMessageClient;
import io.cleave.endpoint.PlainMessageServer;
import io.cleave.endpoint.ReceivedMessage;
import io.cleave.header.Header;
import io.cleave.message.Message;
import io.cleave.message.MessageFormat;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** The snippets with messages on endpoints. */
@Isolated("what it prints is read")
final class MessageSnippetsIT {
  private static final MessageFormat FORMAT = MessageFormat.of("<q").withBodyLengthKey("file_size");

  @TempDir private Path directory;

  static PlainMessageServer push(int anyPort, Path path) {
    // snippet: push
    MessageFormat format = MessageFormat.of("<q").withBodyLengthKey("file_size");
    PlainMessageServer server =
        PlainMessageServer.builder(format)
            .onConnect(
                peer -> {
                  Header header = Header.of("file_name", path.getFileName().toString());
                  return Message.of(header, Body.file(path)); // file_size is put in
                })
            .bind(anyPort);
    // end: push
    return server;
  }

  static void fetch(int anyPort, Path path) {
    // snippet: fetch
    MessageFormat format = MessageFormat.of("<q").withBodyLengthKey("file_size");
    try (PlainMessageClient client =
        PlainMessageClient.builder(format).connect("127.0.0.1", anyPort)) {
      ReceivedMessage file = client.receive(); // the header is here, the body still comes
      System.out.println(file.header().text("file_name") + ", " + file.bodyLength() + " bytes");
      file.body().writeTo(path); // nothing is there under this name until all of it is
    }
    // end: fetch
  }

  @Test
  void fetchesWhatIsPushed() throws Exception {
    Path source = Files.write(directory.resolve("big.bin"), new byte[3 << 20]);
    Path target = directory.resolve("copy.bin");
    try (PlainMessageServer server = push(0, source)) {
      assertThat(Printed.by(() -> fetch(server.port(), target)))
          .isEqualToIgnoringNewLines("big.bin, 3145728 bytes");
    }
    assertThat(target).hasSameBinaryContentAs(source);
  }

  static PlainMessageServer take(int anyPort, Path inbox) {
    // snippet: take
    MessageFormat format =
        MessageFormat.of("<q").withBodyLengthKey("file_size").withMaxBodyLength(10L << 30);
    PlainMessageServer server =
        PlainMessageServer.builder(format)
            .onEvent(
                file -> {
                  FileTarget target =
                      FileTarget.of(inbox.resolve("upload.bin"))
                          .withDigest("MD5", file.header().text("md5"))
                          .withReplacing(true);
                  file.body().writeTo(target);
                })
            .bind(anyPort);
    // end: take
    return server;
  }

  static void send(int anyPort, InputStream stream, long length, String md5) {
    MessageFormat format = FORMAT;
    // snippet: send
    try (PlainMessageClient client =
        PlainMessageClient.builder(format).connect("127.0.0.1", anyPort)) {
      Header header = Header.of("file_name", "big.bin", "md5", md5);
      client.send(Message.of(header, Body.stream(stream, length)));
    }
    // end: send
  }

  @Test
  void takesWhatIsSent() throws Exception {
    byte[] bytes = new byte[3 << 20];
    String md5 =
        HexFormat.of().formatHex(java.security.MessageDigest.getInstance("MD5").digest(bytes));
    Path upload = directory.resolve("upload.bin");
    try (PlainMessageServer server = take(0, directory)) {
      send(server.port(), new ByteArrayInputStream(bytes), bytes.length, md5);
      await().until(() -> Files.exists(upload));
    }
    assertThat(upload).hasBinaryContent(bytes);
  }

  static PlainMessageServer count(int anyPort) {
    MessageFormat format = FORMAT;
    // snippet: count
    PlainMessageServer server =
        PlainMessageServer.builder(format)
            .onMessage(
                message -> {
                  InputStream body = message.body().stream();
                  var lines = new BufferedReader(new InputStreamReader(body, UTF_8)).lines();
                  return Message.of(Header.of("lines", lines.count()));
                })
            .bind(anyPort);
    // end: count
    return server;
  }

  @Test
  void countsLinesOfABodyThatStreamsBy() {
    try (PlainMessageServer server = count(0);
        PlainMessageClient client =
            PlainMessageClient.builder(FORMAT).connect("127.0.0.1", server.port())) {
      byte[] text = "one\ntwo\n".repeat(100_000).getBytes(UTF_8);
      ReceivedMessage answer = client.call(Message.of(Header.empty(), Body.of(text)));
      assertThat(answer.header().longValue("lines")).isEqualTo(200_000);
    }
  }
}
