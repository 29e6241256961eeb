package io.cleave.examples.running;

import static io.cleave.examples.running.FilePeer.UTF8;
import static io.cleave.examples.running.FilePeer.ask;
import static io.cleave.examples.running.FilePeer.filesBelow;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cleave.examples.running.Program.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code file serve --by-name} and {@code file get --by-name}, against CPython and bad peers. */
@SuppressWarnings("NullAway.Init") // JUnit fills in the directory
class FileByNameIT {
  private static final String NOTHING = "cleave: nothing came: no such file, or an empty one\n";

  @TempDir Path directory;

  private Path root;
  private Path here;

  @BeforeEach
  void makeDirectories() throws IOException {
    root = Files.createDirectory(directory.resolve("root"));
    here = Files.createDirectory(directory.resolve("here"));
  }

  @Test
  void givesALargeFileToPythonAndGetsItFromPython() throws IOException {
    Path served = root.resolve("大.bin");
    long length = FilePeer.fill(served, 96);
    Path byPython = here.resolve("python.bin");
    try (Program server = FilePeer.byName(root)) {
      String port = String.valueOf(server.port());
      try (Program client =
          Program.python("by_name_client.py", "127.0.0.1", port, "大.bin", byPython.toString())) {
        assertThat(client.successful()).isEqualTo(length + " bytes\n");
      }
      assertThat(server.terminate())
          .isEqualTo(new Result(0, "listening on 127.0.0.1:" + port + "\n", ""));
    }
    assertThat(Files.mismatch(served, byPython)).isEqualTo(-1);

    try (Program server = Program.python("by_name_server.py", "0", root.toString())) {
      Result got = get("127.0.0.1:" + server.port(), "大.bin");
      assertThat(got.err()).as("no progress bar in a pipe").isEmpty();
      assertThat(got.out())
          .isEqualTo("大.bin: " + length + " bytes, unverified: it came without an md5\n");
      assertThat(got.exitCode()).isZero();
    }
    assertThat(Files.mismatch(served, here.resolve("大.bin"))).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hi.txt", "hi.txt\n", "hi.txt\r\n"})
  void takesANameWithOrWithoutALineEnd(String name) throws IOException {
    Files.writeString(root.resolve("hi.txt"), "hi");
    try (Program server = FilePeer.byName(root)) {
      assertThat(ask(server.port(), name.getBytes(UTF_8))).asString(UTF_8).isEqualTo("hi");
    }
  }

  @Test
  void answersNothingAndSaysWhyInItsLog() throws IOException {
    Files.createFile(root.resolve("empty"));
    Files.createDirectory(root.resolve("sub"));
    Files.writeString(root.resolve("sub/deep.txt"), "deep");
    try (Program server = FilePeer.byName(root)) {
      int port = server.port();
      for (String name : List.of("gone", "empty", "sub", "sub/deep.txt", "hi.txt\n\n", "\n")) {
        assertThat(ask(port, name.getBytes(UTF_8))).as(name).isEmpty();
      }
      assertThat(ask(port, new byte[] {'a', (byte) 0xC0, (byte) 0xAE})).isEmpty();
      Result result = server.terminate();
      assertThat(result.exitCode()).isZero();
      assertThat(result.err())
          .hasLineCount(6)
          .contains("refused: gone: no such file or directory")
          .contains("refused: sub: is no file to be given away")
          .contains("refused: file_name: 3 bytes (expected: a plain file name, in UTF-8)")
          .doesNotContain("\tat ");
    }
  }

  @Test
  void saysThatNothingCame() throws IOException {
    Files.createFile(root.resolve("empty"));
    try (Program ours = FilePeer.byName(root);
        Program python = Program.python("by_name_server.py", "0", root.toString())) {
      for (Program server : List.of(ours, python)) {
        for (String name : List.of("gone", "empty")) {
          assertThat(get("127.0.0.1:" + server.port(), name)).isEqualTo(new Result(1, "", NOTHING));
        }
      }
      assertThat(filesBelow(here)).isEmpty();
    }
  }

  @Test
  void keepsWhatIsThereUnlessToldOtherwise() throws IOException {
    Files.writeString(root.resolve("hi.txt"), "theirs");
    Path mine = Files.writeString(here.resolve("hi.txt"), "mine");
    try (Program server = FilePeer.byName(root)) {
      String address = "127.0.0.1:" + server.port();
      Result kept = get(address, "hi.txt");
      assertThat(kept.exitCode()).isEqualTo(1);
      assertThat(kept.err()).hasLineCount(1).contains("hi.txt: is there already");
      assertThat(mine).hasContent("mine");

      assertThat(get(address, "hi.txt", "--force").exitCode()).isZero();
      assertThat(mine).hasContent("theirs");

      Path other = Files.writeString(here.resolve("other.txt"), "mine");
      assertThat(get(address, "hi.txt", "-o", "other.txt").exitCode()).isZero();
      assertThat(other).hasContent("theirs");
    }
  }

  @Test
  void asksForAPathOnlyIfToldWhereItGoes() throws IOException {
    Files.writeString(
        root.resolve("hi.txt"), "theirs"); // which is what the Python server makes of it
    try (Program server = Program.python("by_name_server.py", "0", root.toString())) {
      String address = "127.0.0.1:" + server.port();
      Result refused = get(address, "sub/hi.txt");
      assertThat(refused.exitCode()).isEqualTo(2);
      assertThat(refused.err()).hasLineCount(1).contains("-o says where it goes");
      assertThat(get(address, "sub/hi.txt", "-o", "taken").exitCode()).isZero();
      assertThat(here.resolve("taken")).hasContent("theirs");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void leavesNothingOfAnAnswerThatIsCutOff(boolean silent) throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Program client =
            Program.cleaveIn(
                here,
                UTF8,
                "file",
                "get",
                "127.0.0.1:" + server.getLocalPort(),
                "a",
                "--by-name",
                "--timeout",
                silent ? "1s" : "30s")) {
      try (Socket socket = server.accept()) {
        assertThat(socket.getInputStream().read()).isEqualTo('a');
        socket.getOutputStream().write(new byte[100_000]);
        await().untilAsserted(() -> assertThat(filesBelow(here)).hasSize(1));
        if (silent) {
          client.await();
        }
        socket.setSoLinger(true, 0);
      }
      Result result = client.await();
      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.err()).hasLineCount(1);
      assertThat(filesBelow(here)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "KILL"})
  void resetsAClientThatTheEndOfTheServerCutsOff(String signal) throws IOException {
    FilePeer.fill(root.resolve("big.bin"), 32);
    try (Program server = FilePeer.byName(root, "--grace", "200ms");
        Socket stuck = Wire.connect(server.port())) {
      stuck.getOutputStream().write("big.bin".getBytes(UTF_8));
      assertThat(stuck.getInputStream().read()).isNotNegative(); // and nothing more
      assertThat(server.signal(signal).exitCode()).isNotZero();
      assertThatThrownBy(() -> stuck.getInputStream().readAllBytes())
          .isInstanceOf(SocketException.class);
    }
  }

  @Test
  void refusesARootThatIsNone() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    try (Program server = FilePeer.byName(file)) {
      Result result = server.await();
      assertThat(result).isEqualTo(new Result(1, "", "cleave: " + file + ": not a directory\n"));
    }
  }

  private Result get(String address, String name, String... more) {
    String[] words =
        Stream.concat(Stream.of("file", "get", address, name, "--by-name"), Stream.of(more))
            .toArray(String[]::new);
    try (Program client = Program.cleaveIn(here, UTF8, words)) {
      return client.await();
    }
  }
}
