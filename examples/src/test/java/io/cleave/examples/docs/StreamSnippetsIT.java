package io.cleave.examples.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.body.Body;
import io.cleave.body.FileTarget;
import io.cleave.endpoint.MessageClient;
import io.cleave.endpoint.MessageServer;
import io.cleave.exchange.ReceivedReply;
import io.cleave.exchange.Reply;
import io.cleave.exchange.Request;
import io.cleave.header.Header;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** The snippets with streamed bodies on the native protocol. */
@Isolated("what it prints is read")
@Timeout(60)
final class StreamSnippetsIT {
  @TempDir private Path directory;

  static MessageServer takes(Path inbox) {
    // snippet: takes
    MessageServer server =
        MessageServer.builder()
            .route("strip", request -> Reply.text(request.text().strip())) // at most 1 MiB
            .route(
                "lines",
                request -> {
                  InputStream body = request.body().stream(); // as it comes
                  var lines = new BufferedReader(new InputStreamReader(body, UTF_8)).lines();
                  return Reply.text(lines.count() + " lines");
                })
            .route(
                "save",
                request -> {
                  FileTarget target = FileTarget.of(inbox.resolve("saved")).withDigest("SHA-256");
                  return Reply.text(request.body().writeTo(target)); // the digest
                })
            .route("echo", request -> Reply.of(Body.stream(request.body().publisher())))
            .bind(0);
    // end: takes
    return server;
  }

  static void send(
      MessageClient client, Path path, InputStream stream, Flow.Publisher<ByteBuffer> publisher) {
    // snippet: send
    client.call("lines", Body.of("a text")).text();
    client.call("lines", Body.of(new byte[] {1, 2, 3})).text(); // not copied
    client.call("lines", Body.file(path)).text(); // read as it goes
    client.call("lines", Body.stream(stream)).text(); // until it ends, whenever that is
    client.call("lines", Body.stream(publisher)).text(); // a Flow.Publisher<ByteBuffer>
    // end: send
  }

  @Test
  void sendsWhateverIsABody() throws Exception {
    Path path = Files.write(directory.resolve("big"), "one\ntwo\n".repeat(100_000).getBytes(UTF_8));
    try (MessageServer server = takes(directory);
        MessageClient client = MessageClient.connect("127.0.0.1", server.port())) {
      InputStream stream = new ByteArrayInputStream(new byte[300_000]);
      send(client, path, stream, client.call("echo", Body.file(path)).body().publisher());
      assertThat(client.call("lines", Body.file(path)).text()).isEqualTo("200000 lines");
      assertThat(client.call("save", Body.file(path)).text()).hasSize(64);
      assertThat(directory.resolve("saved")).hasSameBinaryContentAs(path);
    }
  }

  static void echo(MessageClient client, Path path, Path copy) {
    // snippet: echo
    ReceivedReply reply = client.call("echo", Body.file(path)); // much of it is not sent yet
    reply.body().writeTo(copy);
    // end: echo
  }

  @Test
  void echoesWhileItReads() throws Exception {
    Path path = Files.write(directory.resolve("big"), new byte[5 << 20]);
    try (MessageServer server = takes(directory);
        MessageClient client = MessageClient.connect("127.0.0.1", server.port())) {
      echo(client, path, directory.resolve("copy"));
    }
    assertThat(directory.resolve("copy")).hasSameBinaryContentAs(path);
  }

  static MessageServer writes() {
    // snippet: writes
    MessageServer server =
        MessageServer.builder()
            .route(
                "build",
                request ->
                    Reply.writing(
                            out -> {
                              out.write(
                                  Header.of("stream", "stdout"), "compiling\n".getBytes(UTF_8));
                              out.write(
                                  Header.of("stream", "stderr"), "a warning\n".getBytes(UTF_8));
                              out.trailers(Header.of("exit", 0)); // known only now
                            })
                        .withMeta(Header.of("started", "12:45"))) // known before
            .bind(0);
    // end: writes
    return server;
  }

  static void readParts(MessageClient client) throws IOException {
    // snippet: parts
    ReceivedReply reply = client.call("build", Body.empty());
    reply
        .body()
        .forEachPart(
            (label, bytes) ->
                System.out.print(label.text("stream") + ": " + new String(bytes, UTF_8)));
    System.out.println("exit " + reply.body().trailers().longValue("exit"));
    // end: parts
  }

  @Test
  void labelsPartsAndSaysWhatStandsBehind() throws Exception {
    try (MessageServer server = writes();
        MessageClient client = MessageClient.connect("127.0.0.1", server.port())) {
      assertThat(Printed.by(() -> readParts(client)).lines())
          .containsExactly("stdout: compiling", "stderr: a warning", "exit 0");
    }
  }

  static MessageServer gives(Path path) {
    // snippet: gives
    MessageServer server =
        MessageServer.builder()
            .route(
                "get",
                request -> Reply.of(Body.file(path)).withMeta(Header.of("size", Files.size(path))))
            .bind(0);
    // end: gives
    return server;
  }

  static MessageServer passesOn(MessageClient next) {
    // snippet: passes
    MessageServer server =
        MessageServer.builder()
            .route(
                "get",
                request -> {
                  Body body = Body.stream(request.body().publisher());
                  ReceivedReply reply =
                      next.call(Request.to("get").withMeta(request.meta()).withBody(body));
                  return Reply.of(Body.stream(reply.body().publisher())).withMeta(reply.meta());
                })
            .bind(0);
    // end: passes
    return server;
  }

  static void get(MessageClient client, Path copy) {
    // snippet: get
    ReceivedReply reply = client.call("get", Body.empty());
    long size = reply.meta().longValue("size");
    reply.body().onProgress(taken -> System.out.print("\r" + 100 * taken / size + " %"));
    reply.body().writeTo(copy);
    // end: get
  }

  @Test
  void passesOnWhatAnotherServerGives() throws Exception {
    Path path = Files.write(directory.resolve("big"), new byte[5 << 20]);
    Path copy = directory.resolve("copy");
    try (MessageServer server = gives(path);
        MessageClient next = MessageClient.connect("127.0.0.1", server.port());
        MessageServer front = passesOn(next);
        MessageClient client = MessageClient.connect("127.0.0.1", front.port())) {
      assertThat(Printed.by(() -> get(client, copy))).endsWith("\r100 %");
    }
    assertThat(copy).hasSameBinaryContentAs(path);
  }
}
