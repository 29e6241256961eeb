package io.cleave.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.cleave.body.Body;
import io.cleave.body.BodyDigestException;
import io.cleave.body.FileTarget;
import io.cleave.connection.Transport;
import io.cleave.frame.FrameTooLongException;
import io.cleave.header.Header;
import io.cleave.message.Message;
import io.cleave.message.MessageFormat;
import io.cleave.testing.Hex;
import io.cleave.testing.RawPeer;
import io.cleave.testing.RawPeer.Ending;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class MessageServerIT {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  static final MessageFormat FILES = MessageFormat.of("<q").withBodyLengthKey("file_size");

  @TempDir Path directory = Path.of("set by JUnit");

  static Stream<Transport> transports() {
    return FrameServerIT.transports();
  }

  static PlainMessageServer.Builder files() {
    return PlainMessageServer.builder(FILES);
  }

  static PlainMessageClient client(Server server) {
    return PlainMessageClient.builder(FILES).connect("127.0.0.1", server.port());
  }

  private static Header header(String name) {
    return Header.of("file_name", name);
  }

  private static Header sameName(ReceivedMessage message) {
    return header(message.header().text("file_name"));
  }

  static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(42).nextBytes(bytes);
    return bytes;
  }

  static byte[] wire(String header, byte[] body) {
    byte[] json = header.getBytes(UTF_8);
    java.nio.ByteBuffer bytes =
        java.nio.ByteBuffer.allocate(Long.BYTES + json.length + body.length)
            .order(java.nio.ByteOrder.LITTLE_ENDIAN);
    return bytes.putLong(json.length).put(json).put(body).array();
  }

  @ParameterizedTest
  @MethodSource("transports")
  void answersShortMessages(Transport transport) {
    try (PlainMessageServer server =
            files()
                .transport(transport)
                .onMessage(
                    message ->
                        Message.of(
                            sameName(message),
                            Body.of(message.body().text() + message.bodyLength())))
                .bind(0);
        PlainMessageClient client = client(server)) {
      for (int i = 0; i < 30; i++) {
        ReceivedMessage answer = client.call(Message.of(header("n" + i), Body.of("body")));
        assertThat(answer.header().text("file_name")).isEqualTo("n" + i);
        assertThat(answer.body().text()).isEqualTo("body4");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void echoesLongBodyWhileItStillComes(Transport transport) throws IOException {
    byte[] bytes = random(5 << 20);
    try (PlainMessageServer server =
            files()
                .transport(transport)
                .onMessage(
                    message ->
                        Message.of(
                            message.header(),
                            Body.stream(message.body().stream(), message.bodyLength())))
                .bind(0);
        PlainMessageClient client = client(server)) {
      for (int i = 0; i < 2; i++) {
        ReceivedMessage answer = client.call(Message.of(header("big"), Body.of(bytes)));
        assertThat(answer.bodyLength()).isEqualTo(bytes.length);
        try (InputStream stream = answer.body().stream()) {
          assertThat(stream.readAllBytes()).isEqualTo(bytes);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void speaksFirstAndCloses(Transport transport) throws Exception {
    Path file = Files.write(directory.resolve("pushed"), random(3 << 20));
    try (PlainMessageServer server =
            files()
                .transport(transport)
                .onConnect(peer -> Message.of(header("pushed"), Body.file(file)))
                .bind(0);
        PlainMessageClient client =
            PlainMessageClient.builder(FILES)
                .transport(transport)
                .connect("127.0.0.1", server.port())) {
      ReceivedMessage pushed = client.receive();
      AtomicLong progress = new AtomicLong();
      Path target = directory.resolve("got");
      String digest =
          pushed.body().onProgress(progress::set).writeTo(FileTarget.of(target).withDigest("MD5"));

      assertThat(target).hasSameBinaryContentAs(file);
      assertThat(progress).hasValue(3 << 20);
      assertThat(digest).isEqualTo(md5(Files.readAllBytes(file)));
      assertThatThrownBy(client::receive).isInstanceOf(ConnectionLostException.class);
    }
  }

  static String md5(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
  }

  @Test
  void pushesToPeerThatReadsToTheEndAndSeesFin() {
    try (PlainMessageServer server =
            files().onConnect(peer -> Message.of(header("x"), Body.of("hi"))).bind(0);
        RawPeer peer = RawPeer.connect(server.port())) {
      RawPeer.Received received = peer.readToEnd(PATIENCE);
      assertThat(received.ending()).isEqualTo(Ending.FIN);
      assertThat(received.bytes())
          .isEqualTo(wire("{\"file_name\":\"x\",\"file_size\":2}", "hi".getBytes(UTF_8)));
    }
  }

  @Test
  void speaksFirstAndGoesOnListening() {
    try (PlainMessageServer server =
            files()
                .onConnect(peer -> Message.of(header("hello")))
                .onMessage(message -> Message.of(message.header()))
                .bind(0);
        PlainMessageClient client = client(server)) {
      assertThat(client.receive().header().text("file_name")).isEqualTo("hello");
      assertThat(client.call(Message.of(header("a"))).header().text("file_name")).isEqualTo("a");
    }
  }

  @Test
  void readsPastWhatHandlerLeaves() {
    byte[] bytes = random(3 << 20);
    List<Integer> firstBytes = new ArrayList<>();
    try (PlainMessageServer server =
            files()
                .onMessage(
                    message -> {
                      if (message.bodyLength() > 1 << 20) {
                        firstBytes.add(firstByte(message));
                      }
                      return Message.of(sameName(message));
                    })
                .bind(0);
        PlainMessageClient client = client(server)) {
      for (int i = 0; i < 3; i++) {
        client.call(Message.of(header("long"), Body.of(bytes)));
        client.call(Message.of(header("unread"), Body.of(new byte[100_000])));
      }
      assertThat(firstBytes).containsOnly(bytes[0] & 0xFF).hasSize(3);
    }
  }

  private static int firstByte(ReceivedMessage message) {
    try {
      return message.body().stream().read(); // and left open
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void answersPeerThatSendsEverythingBeforeItReads() {
    byte[] answer = random(8 << 20);
    try (PlainMessageServer server =
            files().onMessage(message -> Message.of(Header.empty(), Body.of(answer))).bind(0);
        RawPeer peer = RawPeer.connect(server.port())) {
      peer.send(wire("{\"file_size\":16777216}", new byte[16 << 20])).halfClose();
      RawPeer.Received received = peer.readToEnd(PATIENCE);
      assertThat(received.ending()).isEqualTo(Ending.FIN);
      assertThat(received.bytes()).endsWith(answer);
    }
  }

  @Test
  void readsPastAnswerThatClientDoesNotRead() {
    byte[] answer = random(3 << 20);
    try (PlainMessageServer server =
            files().onMessage(message -> Message.of(sameName(message), Body.of(answer))).bind(0);
        PlainMessageClient client = client(server)) {
      ReceivedMessage first = client.call(Message.of(header("1")));
      ReceivedMessage second = client.call(Message.of(header("2")));
      assertThat(second.header().text("file_name")).isEqualTo("2");
      assertThatThrownBy(() -> first.body().bytes(10 << 20))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("too late");
      assertThat(second.body().bytes(10 << 20)).isEqualTo(answer);
    }
  }

  @Test
  void refusesToReadBodyTwiceOrWhenTooLong() {
    try (PlainMessageServer server =
            files().onMessage(message -> Message.of(message.header(), Body.of("body"))).bind(0);
        PlainMessageClient client = client(server)) {
      ReceivedMessage answer = client.call(Message.of(header("1")));
      assertThatThrownBy(() -> answer.body().bytes(3))
          .isInstanceOf(FrameTooLongException.class)
          .hasMessage("bodyLength: 4 (expected: <= 3)");
      assertThat(answer.body().text()).isEqualTo("body");
      assertThatThrownBy(() -> answer.body().text())
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("body: asked for a second time (expected: once)");
    }
  }

  @Test
  void refusesToBlockEventLoop() {
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    try (PlainMessageServer server =
            files().onMessage(message -> Message.of(message.header(), Body.of("body"))).bind(0);
        PlainMessageClient client = client(server)) {
      ReceivedMessage answer = client.call(Message.of(header("1")));
      InputStream stream = answer.body().stream();
      client.asking().onLoop(() -> failure.complete(catchThrowable(stream::read)));
      assertThat(failure.join())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("called on an event loop");
      CompletableFuture<Throwable> call = new CompletableFuture<>();
      client.asking().onLoop(() -> call.complete(catchThrowable(client::receive)));
      assertThat(call.join()).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void refusesDigestThatIsNotTheBodys() {
    try (PlainMessageServer server =
            files().onMessage(message -> Message.of(message.header(), Body.of("body"))).bind(0);
        PlainMessageClient client = client(server)) {
      ReceivedMessage answer = client.call(Message.of(header("1")));
      FileTarget target =
          FileTarget.of(directory.resolve("x"))
              .withDigest("MD5", "00000000000000000000000000000000");
      assertThatThrownBy(() -> answer.body().writeTo(target))
          .isInstanceOf(BodyDigestException.class);
      assertThat(directory).isEmptyDirectory();
    }
  }

  @Test
  void stopsOnlyWhenBodyThatIsComingIsWhole() {
    byte[] bytes = random(1 << 20);
    CountDownLatch begun = new CountDownLatch(1);
    try (PlainMessageServer server =
            files()
                .onMessage(
                    message -> {
                      begun.countDown();
                      int length = message.body().bytes(2 << 20).length;
                      return Message.of(Header.empty(), Body.of("" + length));
                    })
                .bind(0);
        RawPeer peer = RawPeer.connect(server.port())) {
      byte[] wire = wire("{\"file_size\":1048576}", bytes);
      peer.send(java.util.Arrays.copyOf(wire, wire.length / 2));
      begun.await();
      CompletableFuture<Boolean> stopped =
          CompletableFuture.supplyAsync(() -> server.stop(PATIENCE));
      Sleep.millis(200);
      peer.send(java.util.Arrays.copyOfRange(wire, wire.length / 2, wire.length));

      assertThat(peer.readToEnd(PATIENCE).bytes()).asString(UTF_8).endsWith("1048576");
      assertThat(stopped.join()).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void speaksEnvelopesToo() {
    MessageFormat envelope = MessageFormat.envelope(">I", ">I");
    try (PlainMessageServer server =
            PlainMessageServer.builder(envelope)
                .onMessage(message -> Message.of(message.header(), Body.of(message.body().text())))
                .bind(0);
        PlainMessageClient client =
            PlainMessageClient.builder(envelope).connect("127.0.0.1", server.port());
        RawPeer peer = RawPeer.connect(server.port())) {
      assertThat(client.call(Message.of(header("1"), Body.of("body"))).body().text())
          .isEqualTo("body");
      peer.send(Hex.bytes("00000008 00000002 7b7d 6869"));
      assertThat(peer.read(12)).isEqualTo(Hex.bytes("00000008 00000002 7b7d 6869"));
    }
  }
}
