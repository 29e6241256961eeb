package io.cleave.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.cleave.connection.Transport;
import io.cleave.frame.FrameTooLongException;
import io.cleave.frame.InvalidLengthException;
import io.cleave.frame.TruncatedFrameException;
import io.cleave.testing.Hex;
import io.cleave.testing.RawPeer;
import io.cleave.testing.RawPeer.Ending;
import io.cleave.wire.FrameFormat;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class FrameClientIT {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final FrameFormat H = FrameFormat.of("<h");

  static Stream<Transport> transports() {
    return FrameServerIT.transports();
  }

  private static FrameClient client(int port) {
    return FrameClient.builder().format(H).timeout(PATIENCE).connect("127.0.0.1", port);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  @ParameterizedTest
  @MethodSource("transports")
  void callsOverEveryTransport(Transport transport) {
    try (FrameServer server = FrameServer.bind(H, 0, request -> request);
        FrameClient client =
            FrameClient.builder()
                .format(H)
                .transport(transport)
                .connect("127.0.0.1", server.port())) {
      for (int i = 0; i < 50; i++) {
        assertThat(client.call(bytes("call " + i))).asString().isEqualTo("call " + i);
      }
    }
  }

  @Test
  void givesEachOfManyThreadsItsOwnAnswer() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(10);
    try (FrameServer server = FrameServer.bind(H, 0, request -> request);
        FrameClient client = client(server.port())) {
      List<Future<String>> answers = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        byte[] request = bytes("call " + i);
        answers.add(threads.submit(() -> new String(client.call(request), UTF_8)));
      }
      for (int i = 0; i < answers.size(); i++) {
        assertThat(answers.get(i).get()).isEqualTo("call " + i);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void givesUpWhenNoAnswerComesAndStaysClosed() {
    try (RawPeer.Door door = RawPeer.listen();
        FrameClient client =
            FrameClient.builder()
                .format(H)
                .timeout(Duration.ofMillis(300))
                .connect("127.0.0.1", door.port());
        RawPeer peer = door.accept()) {
      assertThatThrownBy(() -> client.call(bytes("a")))
          .isInstanceOf(AnswerTimeoutException.class)
          .hasMessageContaining("127.0.0.1:" + door.port() + ": no answer within 300 ms");
      assertThat(peer.read(3)).isEqualTo(Hex.bytes("0100 61"));
      assertThat(peer.readToEnd(PATIENCE).ending()).isEqualTo(Ending.FIN);
      peer.trySend(Hex.bytes("0100 41")); // late
      assertThatThrownBy(() -> client.call(bytes("b"))).isInstanceOf(AnswerTimeoutException.class);
    }
  }

  @Test
  void waitsAsLongAsBytesCome() {
    try (RawPeer.Door door = RawPeer.listen();
        FrameClient client =
            FrameClient.builder()
                .format(H)
                .timeout(Duration.ofMillis(600))
                .connect("127.0.0.1", door.port());
        RawPeer peer = door.accept()) {
      CompletableFuture<byte[]> answer =
          CompletableFuture.supplyAsync(() -> client.call(bytes("a")));
      peer.read(3);
      for (byte next : Hex.bytes("0400 61626364")) {
        Sleep.millis(250);
        peer.send(new byte[] {next});
      }
      assertThat(answer.join()).asString().isEqualTo("abcd");
    }
  }

  /** How a server ends in the middle of things, and what the waiting call is told. */
  record Vanishing(
      String title,
      String sent,
      boolean reset,
      @Nullable Class<? extends Throwable> cause,
      String said) {
    @Override
    public String toString() {
      return title;
    }
  }

  static Stream<Vanishing> vanishings() {
    return Stream.of(
        new Vanishing("without a byte", "-", false, null, "the peer closed the connection"),
        new Vanishing(
            "inside the answer",
            "0500 6162",
            false,
            TruncatedFrameException.class,
            "connection lost: payload: 2 bytes, then end of stream (expected: 5)"),
        new Vanishing(
            "inside the length", "05", false, TruncatedFrameException.class, "connection lost: "),
        new Vanishing("by a reset", "0500 61", true, null, ""),
        new Vanishing(
            "after a bad length",
            "ffff",
            false,
            InvalidLengthException.class,
            "payloadLength: -1"));
  }

  @ParameterizedTest
  @MethodSource("vanishings")
  void failsWaitingCallAtOnceWhenServerVanishes(Vanishing vanishing) {
    try (RawPeer.Door door = RawPeer.listen();
        FrameClient client = client(door.port());
        RawPeer peer = door.accept()) {
      CompletableFuture<Throwable> failure =
          CompletableFuture.supplyAsync(() -> catchThrowable(() -> client.call(bytes("a"))));
      peer.read(3);
      long start = System.nanoTime();
      peer.send(Hex.bytes(vanishing.sent()));
      if (vanishing.reset()) {
        peer.reset();
      } else {
        peer.halfClose();
      }

      assertThat(failure.join())
          .isInstanceOf(ConnectionLostException.class)
          .hasMessageStartingWith("127.0.0.1:" + door.port() + ": ")
          .hasMessageContaining(vanishing.said());
      if (vanishing.cause() != null) {
        assertThat(failure.join()).hasCauseInstanceOf(vanishing.cause());
      }
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
      assertThatThrownBy(() -> client.call(bytes("b"))).isInstanceOf(ConnectionLostException.class);
    }
  }

  @Test
  void deliversAnswerInFrontOfEndOfStream() {
    try (RawPeer.Door door = RawPeer.listen();
        FrameClient client = client(door.port());
        RawPeer peer = door.accept()) {
      peer.send(Hex.bytes("0100 41 0100 42")).halfClose();
      assertThat(client.receive()).asString().isEqualTo("A");
      assertThat(client.receive()).asString().isEqualTo("B");
      assertThatThrownBy(client::receive).isInstanceOf(ConnectionLostException.class);
    }
  }

  @Test
  void saysThatNobodyListens() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    assertThatThrownBy(() -> client(port))
        .isInstanceOf(ConnectFailedException.class)
        .hasMessage(
            "127.0.0.1:%d: connection refused (expected: a server that listens there)", port);
    assertThatThrownBy(() -> FrameClient.connect(H, "no.such.host.invalid", 1))
        .isInstanceOf(ConnectFailedException.class)
        .hasMessageStartingWith("host no.such.host.invalid is unknown");
  }

  @Test
  void refusesCallsAfterClose() {
    try (FrameServer server = FrameServer.bind(H, 0, request -> request)) {
      FrameClient client = client(server.port());
      client.close();
      client.close();
      assertThatThrownBy(() -> client.call(bytes("a")))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("client: closed (expected: an open one)");
      assertThatThrownBy(() -> client.send(bytes("a"))).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void failsWaitingCallWhenClosedByAnotherThread() {
    try (RawPeer.Door door = RawPeer.listen();
        FrameClient client = client(door.port());
        RawPeer peer = door.accept()) {
      CompletableFuture<Throwable> failure =
          CompletableFuture.supplyAsync(() -> catchThrowable(() -> client.call(bytes("a"))));
      peer.read(3);
      Thread closer = new Thread(client::close);
      closer.start();
      assertThat(failure.join())
          .isInstanceOf(ConnectionLostException.class)
          .hasMessageContaining("closed while a call waited");
    }
  }

  @Test
  void livesOnAfterRequestThatIsTooLong() {
    FrameFormat small = H.withMaxPayloadLength(10);
    try (FrameServer server = FrameServer.bind(small, 0, request -> request);
        FrameClient client = FrameClient.connect(small, "127.0.0.1", server.port())) {
      assertThatThrownBy(() -> client.call(new byte[11]))
          .isInstanceOf(FrameTooLongException.class)
          .hasMessage("payloadLength: 11 (expected: <= 10)");
      assertThat(client.call(new byte[10])).hasSize(10);
    }
  }

  @Test
  void givesUpServerThatTakesNothing() {
    FrameFormat q = FrameFormat.of("<q");
    try (RawPeer.Door door = RawPeer.listen();
        FrameClient client =
            FrameClient.builder()
                .format(q)
                .timeout(Duration.ofMillis(300))
                .connect("127.0.0.1", door.port());
        RawPeer peer = door.accept()) {
      assertThat(peer).isNotNull();
      assertThatThrownBy(() -> client.send(new byte[16 << 20]))
          .isInstanceOf(AnswerTimeoutException.class)
          .hasMessageContaining("the peer has taken nothing for 300 ms");
    }
  }

  @Test
  void givesUpWhenInterrupted() throws Exception {
    try (RawPeer.Door door = RawPeer.listen();
        FrameClient client = client(door.port());
        RawPeer peer = door.accept()) {
      List<Throwable> failures = new ArrayList<>();
      Thread caller = new Thread(() -> failures.add(catchThrowable(() -> client.call(bytes("a")))));
      caller.start();
      peer.read(3);
      caller.interrupt();
      caller.join();
      assertThat(failures.get(0))
          .isInstanceOf(ConnectionLostException.class)
          .hasMessageContaining("interrupted");
    }
  }

  @Test
  void gathersUnframedAnswerUntilQuiet() {
    try (RawPeer.Door door = RawPeer.listen();
        FrameClient client =
            FrameClient.builder()
                .unframed(Duration.ofMillis(400))
                .connect("127.0.0.1", door.port());
        RawPeer peer = door.accept()) {
      CompletableFuture<byte[]> answer =
          CompletableFuture.supplyAsync(() -> client.call(bytes("hi")));
      assertThat(peer.read(2)).asString().isEqualTo("hi");
      for (String part : List.of("one ", "answer ", "in parts")) {
        peer.send(bytes(part));
        Sleep.millis(50);
      }
      assertThat(answer.join()).asString().isEqualTo("one answer in parts");

      peer.send(bytes("bye")).halfClose();
      assertThat(client.receive()).asString().isEqualTo("bye");
      assertThatThrownBy(client::receive).isInstanceOf(ConnectionLostException.class);
    }
  }

  @Test
  void waitsForUnframedAnswersFirstByte() {
    try (RawPeer.Door door = RawPeer.listen();
        FrameClient client =
            FrameClient.builder()
                .unframed(Duration.ofMillis(50))
                .timeout(Duration.ofMillis(300))
                .connect("127.0.0.1", door.port());
        RawPeer peer = door.accept()) {
      assertThat(peer).isNotNull();
      assertThatThrownBy(() -> client.call(bytes("hi"))).isInstanceOf(AnswerTimeoutException.class);
    }
  }

  @Test
  void sendsAllBeforeItCloses() {
    try (RawPeer.Door door = RawPeer.listen()) {
      try (FrameClient client = client(door.port())) {
        client.send(bytes("a"));
        client.send(bytes("b"));
      }
      try (RawPeer peer = door.accept()) {
        RawPeer.Received received = peer.readToEnd(PATIENCE);
        assertThat(received.ending()).isEqualTo(Ending.FIN);
        assertThat(received.bytes()).isEqualTo(Hex.bytes("0100 61 0100 62"));
      }
    }
  }
}
