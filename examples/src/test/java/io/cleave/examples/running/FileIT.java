package io.cleave.examples.running;

import static io.cleave.examples.running.FilePeer.MD5_OF_HI;
import static io.cleave.examples.running.FilePeer.MIB;
import static io.cleave.examples.running.FilePeer.UTF8;
import static io.cleave.examples.running.FilePeer.filesBelow;
import static io.cleave.examples.running.FilePeer.message;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cleave.examples.running.Program.Result;
import io.cleave.examples.testing.FullRuns;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code file}, pushed both ways, against CPython and against bytes that no good peer sends. */
@SuppressWarnings("NullAway.Init") // JUnit fills in the directory
class FileIT {
  private static final List<String> SMALL_HEAP = List.of("-Xmx64m");

  @TempDir Path directory;

  @Test
  void pushesALargeFileToPythonAndTakesItBack() throws IOException {
    Path sent = Files.createDirectory(directory.resolve("sent")).resolve("big.bin");
    long length = FilePeer.fill(sent, FullRuns.requested() ? 3072 : 128);
    Path byPython = Files.createDirectory(directory.resolve("python"));
    try (Program server =
        Program.cleave(
            SMALL_HEAP, UTF8, "file", "serve", "--push", sent.toString(), "--port", "0")) {
      String port = String.valueOf(server.port());
      try (Program client =
          Program.python("push_client.py", "127.0.0.1", port, byPython.toString())) {
        assertThat(client.successful()).contains(length + " bytes, md5 ");
      }
      assertThat(server.terminate())
          .isEqualTo(new Result(0, "listening on 127.0.0.1:" + port + "\n", ""));
    }
    Path copy = byPython.resolve("big.bin");
    assertThat(Files.mismatch(sent, copy)).isEqualTo(-1);

    Path byUs = directory.resolve("back.bin");
    try (Program server = Program.python("push_server.py", "0", copy.toString());
        Program client =
            Program.cleave(
                SMALL_HEAP,
                UTF8,
                "file",
                "get",
                "127.0.0.1:" + server.port(),
                "--pushed",
                "-o",
                byUs.toString())) {
      Result result = client.await();
      assertThat(result.err()).as("no progress bar in a pipe").isEmpty();
      assertThat(result.out())
          .startsWith(byUs + ": " + length + " bytes, md5 ")
          .endsWith(" verified\n");
      assertThat(result.exitCode()).isZero();
    }
    assertThat(Files.mismatch(sent, byUs)).isEqualTo(-1);
  }

  @Test
  void tellsANewClientAboutAChangedFile() throws IOException {
    Path pushed = Files.writeString(directory.resolve("a.txt"), "old");
    try (Program server =
        Program.cleave("file", "serve", "--push", pushed.toString(), "--port", "0")) {
      String address = "127.0.0.1:" + server.port();
      Path taken = directory.resolve("taken");
      get(address, "-o", taken.toString()).successful();
      Files.writeString(pushed, "hi");
      assertThat(get(address, "-o", taken.toString()).successful())
          .isEqualTo(taken + ": 2 bytes, md5 " + MD5_OF_HI + " verified\n");
      assertThat(taken).hasContent("hi");
    }
  }

  @Test
  void keepsWhatIsThereUnlessForced() throws IOException {
    Path taken = Files.writeString(directory.resolve("hi.txt"), "mine");
    byte[] pushed = message("{\"file_name\": \"hi.txt\", \"file_size\": 2}", "hi");
    Result kept = getHere(pushed);
    assertThat(kept.exitCode()).isEqualTo(1);
    assertThat(kept.err()).hasLineCount(1).contains("hi.txt: is there already");
    assertThat(taken).hasContent("mine");

    Result forced = getHere(pushed, "--force");
    assertThat(forced.out()).isEqualTo("hi.txt: 2 bytes, unverified: it came without an md5\n");
    assertThat(forced.exitCode()).isZero();
    assertThat(taken).hasContent("hi");
  }

  @Test
  void reportsADigestThatIsNone() throws IOException {
    Result result =
        getHere(message("{\"file_name\":\"你好.txt\",\"file_size\":2,\"md5\":\"xxx\"}", "hi"));
    assertThat(result.out())
        .isEqualTo("你好.txt: 2 bytes, unverified: its md5 is not 32 hex digits\n");
    assertThat(directory.resolve("你好.txt")).hasContent("hi");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../up.txt", "/tmp/cleave-x1.txt"}) // all the others: PlainNameTest
  void refusesANameThatIsAPath(String name) throws IOException {
    Path inside = Files.createDirectory(directory.resolve("inside"));
    byte[] pushed = message("{\"file_name\":\"" + name + "\",\"file_size\":2}", "hi");
    Result result = getIn(inside, pushed);
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).hasLineCount(1).contains("expected: a plain file name");
    assertThat(filesBelow(directory)).containsExactly(inside);
  }

  @Test
  void leavesNothingOfAFileThatIsNotWhole() throws IOException {
    String header = "{\"file_name\":\"a\",\"file_size\":3,\"md5\":\"" + MD5_OF_HI + "\"}";
    Result cut = getHere(message(header, "hi"));
    assertThat(cut.exitCode()).isEqualTo(1);
    assertThat(cut.err()).hasLineCount(1).contains("2").contains("3");

    Result wrong = getHere(message(header, "hi!"));
    assertThat(wrong.exitCode()).isEqualTo(1);
    assertThat(wrong.err()).hasLineCount(1).contains(MD5_OF_HI);

    Result noHeader = getHere("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(UTF_8));
    assertThat(noHeader.exitCode()).isEqualTo(1);
    assertThat(noHeader.err()).hasLineCount(1).contains("HTTP server");
    assertThat(filesBelow(directory)).isEmpty();
  }

  @Test
  void cutsAStuckClientOffWhenTheGraceIsOver() throws IOException {
    Path pushed = directory.resolve("sparse.bin");
    try (RandomAccessFile file = new RandomAccessFile(pushed.toFile(), "rw")) {
      file.setLength(64L * MIB);
    }
    try (Program server =
        Program.cleave(
            "file", "serve", "--push", pushed.toString(), "--port", "0", "--grace", "200ms")) {
      try (Socket stuck = Wire.connect(server.port())) {
        assertThat(stuck.getInputStream().read()).isPositive(); // and nothing more
        Result result = server.terminate();
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("not all was finished within --grace 200ms");
      }
    }
  }

  @Test
  void leavesNothingWhenItIsStoppedHalfWay() throws IOException {
    byte[] pushed = message("{\"file_name\":\"a\",\"file_size\":300000}", "a".repeat(100_000));
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Program client =
            Program.cleaveIn(
                directory, UTF8, "file", "get", "127.0.0.1:" + server.getLocalPort(), "--pushed");
        Socket socket = server.accept()) {
      socket.getOutputStream().write(pushed);
      await().untilAsserted(() -> assertThat(filesBelow(directory)).hasSize(1));
      assertThat(client.terminate().exitCode()).isEqualTo(128 + 15);
      assertThat(filesBelow(directory)).isEmpty();
    }
  }

  @Test
  void refusesToPushWhatIsNoFile() {
    try (Program server = Program.cleave("file", "serve", "--push", directory.toString())) {
      Result result = server.await();
      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.err()).hasLineCount(1).contains("not a file that can be read");
    }
  }

  private static Program get(String address, String... more) {
    String[] words =
        Stream.concat(Stream.of("file", "get", address, "--pushed"), Stream.of(more))
            .toArray(String[]::new);
    return Program.cleave(List.of(), UTF8, words);
  }

  private Result getHere(byte[] pushed, String... more) throws IOException {
    return getIn(directory, pushed, more);
  }

  private static Result getIn(Path where, byte[] pushed, String... more) throws IOException {
    try (ServerSocket server = Wire.serveOnce(pushed)) {
      String[] words =
          Stream.concat(
                  Stream.of("file", "get", "127.0.0.1:" + server.getLocalPort(), "--pushed"),
                  Stream.of(more))
              .toArray(String[]::new);
      try (Program client = Program.cleaveIn(where, UTF8, words)) {
        return client.await();
      }
    }
  }
}
