package io.cleave.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.cleave.body.Body;
import io.cleave.body.FileTarget;
import io.cleave.connection.Transport;
import io.cleave.frame.TruncatedFrameException;
import io.cleave.header.Header;
import io.cleave.message.Message;
import io.cleave.testing.RawPeer;
import io.cleave.testing.RawPeer.Ending;
import io.netty.handler.codec.CodecException;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bodies that go into files on the server's side. */
final class UploadIT {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private Path directory = Path.of("");

  @BeforeEach
  void chooseDirectory(@TempDir Path fresh) {
    directory = fresh;
  }

  static Stream<Transport> transports() {
    return FrameServerIT.transports();
  }

  @Test
  void takesUploadsIntoFiles() throws Exception {
    byte[] bytes = MessageServerIT.random(2 << 20);
    Path target = directory.resolve("up");
    CountDownLatch taken = new CountDownLatch(1);
    try (PlainMessageServer server =
        MessageServerIT.files()
            .onEvent(
                message -> {
                  String md5 = message.header().text("md5");
                  message.body().writeTo(FileTarget.of(target).withDigest("MD5", md5));
                  taken.countDown();
                })
            .bind(0)) {
      try (PlainMessageClient client = MessageServerIT.client(server)) {
        Header header = Header.of("file_name", "up", "md5", MessageServerIT.md5(bytes));
        client.send(Message.of(header, Body.stream(new ByteArrayInputStream(bytes), bytes.length)));
      }
      assertThat(taken.await(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
      assertThat(target).hasBinaryContent(bytes);
    }
  }

  @Test
  void closesAfterFirstUploadWhereOneIsAllowed() throws Exception {
    try (PlainMessageServer server =
            MessageServerIT.files()
                .onEvent(message -> message.body().writeTo(directory.resolve("one")))
                .onePerConnection()
                .bind(0);
        RawPeer peer = RawPeer.connect(server.port())) {
      byte[] bytes = MessageServerIT.random(20_000);
      peer.send(MessageServerIT.wire("{\"file_size\":20000}", bytes));
      assertThat(peer.readToEnd(PATIENCE).ending()).isEqualTo(Ending.FIN);
      assertThat(directory.resolve("one")).hasBinaryContent(bytes);
    }
  }

  @Test
  void refusesUploadHalfWayWithOneLine() throws Exception {
    try (LogTap log = LogTap.on(PlainMessageServer.class);
        PlainMessageServer server =
            MessageServerIT.files()
                .onEvent(
                    message -> {
                      throw new CodecException("not today");
                    })
                .bind(0);
        RawPeer peer = RawPeer.connect(server.port())) {
      peer.send(MessageServerIT.wire("{\"file_size\":20000}", new byte[10_000]));
      assertThat(peer.readToEnd(PATIENCE).ending()).isEqualTo(Ending.RESET);
      server.stop(PATIENCE); // after which nobody says anything more
      assertThat(log.lines()).singleElement().asString().endsWith("refused: not today");
    }
  }

  @Test
  void refusesUploadWithWrongDigestByResetAndKeepsNoFile() throws Exception {
    try (LogTap log = LogTap.on(PlainMessageServer.class);
        PlainMessageServer server =
            MessageServerIT.files()
                .onEvent(
                    message ->
                        message
                            .body()
                            .writeTo(
                                FileTarget.of(directory.resolve("bad"))
                                    .withDigest("MD5", "00000000000000000000000000000000")))
                .bind(0);
        RawPeer peer = RawPeer.connect(server.port())) {
      peer.send(MessageServerIT.wire("{\"file_size\":20000}", MessageServerIT.random(20_000)));
      assertThat(peer.readToEnd(PATIENCE).ending()).isEqualTo(Ending.RESET);
      assertThat(log.lines()).hasSize(1);
      assertThat(log.lines().get(0)).contains("refused: body: MD5 ");
      assertThat(log.traces()).isZero();
      assertThat(directory).isEmptyDirectory();
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void resetsUploadWhoseHeaderItRefuses(Transport transport) {
    try (LogTap log = LogTap.on(PlainMessageServer.class);
        PlainMessageServer server =
            MessageServerIT.files()
                .transport(transport)
                .onEvent(message -> message.body().writeTo(directory.resolve("none")))
                .bind(0);
        RawPeer peer = RawPeer.connect(server.port())) {
      peer.send(MessageServerIT.wire("{\"file_size\":\"1\"}", new byte[1]));
      assertThat(peer.readToEnd(PATIENCE).ending()).isEqualTo(Ending.RESET);
      assertThat(log.lines()).hasSize(1);
      assertThat(directory).isEmptyDirectory();
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void resetsUploadThatTheEndOfTheServerCutsOff(Transport transport) {
    CountDownLatch began = new CountDownLatch(1);
    try (LogTap log = LogTap.on(PlainMessageServer.class);
        PlainMessageServer server =
            MessageServerIT.files()
                .transport(transport)
                .onEvent(
                    message -> {
                      began.countDown();
                      message.body().writeTo(directory.resolve("none"));
                    })
                .bind(0);
        RawPeer peer = RawPeer.connect(server.port())) {
      peer.send(MessageServerIT.wire("{\"file_size\":100000}", new byte[50_000]));
      await().until(() -> began.getCount() == 0);
      assertThat(server.stop(Duration.ofMillis(100))).isFalse();
      assertThat(peer.readToEnd(PATIENCE).ending()).isEqualTo(Ending.RESET);
      assertThat(log.traces()).isZero();
      assertThat(directory).isEmptyDirectory();
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void refusesUploadThatIsCutOffAndKeepsNoFile(Transport transport) {
    List<Throwable> failures = new CopyOnWriteArrayList<>();
    try (LogTap log = LogTap.on(PlainMessageServer.class);
        PlainMessageServer server =
            MessageServerIT.files()
                .transport(transport)
                .onEvent(
                    message -> {
                      Throwable failure =
                          catchThrowable(() -> message.body().writeTo(directory.resolve("cut")));
                      failures.add(failure);
                      throw (RuntimeException) failure;
                    })
                .bind(0);
        RawPeer peer = RawPeer.connect(server.port())) {
      peer.send(MessageServerIT.wire("{\"file_size\":100000}", MessageServerIT.random(50_000)))
          .halfClose();

      assertThat(peer.readToEnd(PATIENCE).ending()).isEqualTo(Ending.RESET);
      await().untilAsserted(() -> assertThat(failures).hasSize(1));
      assertThat(failures.get(0))
          .isInstanceOf(ConnectionLostException.class)
          .hasCauseInstanceOf(TruncatedFrameException.class);
      assertThat(log.lines()).hasSize(1);
      assertThat(log.lines().get(0))
          .endsWith("refused: body: 50000 bytes, then end of stream (expected: 100000)");
      assertThat(directory).isEmptyDirectory();
    }
  }
}
