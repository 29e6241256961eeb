package io.cleave.examples.running;

import static io.cleave.examples.running.FilePeer.MD5_OF_HI;
import static io.cleave.examples.running.FilePeer.filesBelow;
import static io.cleave.examples.running.FilePeer.isTaken;
import static io.cleave.examples.running.FilePeer.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cleave.examples.running.Program.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code file serve --take} and {@code file put}, against CPython and bad peers. */
@SuppressWarnings("NullAway.Init") // JUnit fills in the directory
class FileUploadIT {
  private static final String HI =
      "{\"file_name\": \"hi.txt\", \"file_size\": 2, \"md5\": \"" + MD5_OF_HI + "\"}";

  @TempDir Path directory;

  private Path root;

  @BeforeEach
  void makeRoot() throws IOException {
    root = Files.createDirectory(directory.resolve("root"));
  }

  @Test
  void takesALargeFileFromPythonAndGivesItToPython() throws IOException {
    Path sent = directory.resolve("big.bin");
    long length = FilePeer.fill(sent, 96);
    Path taken = root.resolve("big.bin");
    try (Program server = FilePeer.taking(root)) {
      String port = String.valueOf(server.port());
      try (Program client =
          Program.python("upload_client.py", "127.0.0.1", port, sent.toString())) {
        client.successful();
      }
      await().untilAsserted(() -> assertThat(taken).exists());
      assertThat(server.terminate())
          .isEqualTo(new Result(0, "listening on 127.0.0.1:" + port + "\n", ""));
    }
    assertThat(Files.mismatch(sent, taken)).isEqualTo(-1);
    assertThat(filesBelow(root)).containsExactly(taken);

    Path back = Files.createDirectory(directory.resolve("back"));
    try (Program server = Program.python("upload_server.py", "0", back.toString())) {
      Result put = put("127.0.0.1:" + server.port(), taken, "neu.bin");
      assertThat(put.err()).as("no progress bar in a pipe").isEmpty();
      assertThat(put.out()).startsWith(taken + ": " + length + " bytes, md5 ").endsWith(" sent\n");
      assertThat(put.exitCode()).isZero();
      Path there = back.resolve("neu.bin");
      server.awaitOut(line -> line.equals(there + ": " + length + " bytes, md5 right"));
      assertThat(Files.mismatch(sent, there)).isEqualTo(-1);
    }
  }

  @Test
  void putsAnEmptyFile() throws IOException {
    Path empty = Files.createFile(directory.resolve("empty.txt"));
    try (Program server = Program.python("upload_server.py", "0", root.toString())) {
      assertThat(put("127.0.0.1:" + server.port(), empty).exitCode()).isZero();
      server.awaitOut(line -> line.endsWith("empty.txt: 0 bytes, md5 right"));
    }
    try (Program server = FilePeer.taking(root)) {
      assertThat(put("127.0.0.1:" + server.port(), empty, "to-us.txt").exitCode()).isZero();
      assertThat(root.resolve("to-us.txt")).isEmptyFile();
    }
  }

  @Test
  void replacesWhatIsThereAndLetsNobodyExecuteIt() throws IOException {
    Path there = Files.writeString(root.resolve("hi.txt"), "old");
    Files.setPosixFilePermissions(there, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (Program server = FilePeer.taking(root)) {
      assertThat(isTaken(server.port(), message(HI, "hi"))).isTrue();
    }
    assertThat(there).hasContent("hi");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(there)))
        .isEqualTo("rw-r-----");
  }

  @Test
  void takesAFileWhoseMd5IsMissingOrNoneOrRight() throws IOException {
    List<String> headers =
        List.of(
            "{'file_name':'a','file_size':2}",
            "{'file_name':'b','file_size':2,'md5':'xxx'}",
            "{'file_name':'c','file_size':2,'md5':null}",
            "{'file_name':'d','file_size':2,'md5':'49F68A5C8493EC2C0BF489821C21FC3B','more':[]}");
    try (Program server = FilePeer.taking(root)) {
      for (String header : headers) {
        assertThat(isTaken(server.port(), message(header.replace('\'', '"'), "hi")))
            .as(header)
            .isTrue();
      }
    }
    assertThat(filesBelow(root)).hasSize(4).allSatisfy(file -> assertThat(file).hasContent("hi"));
  }

  /**
   * A file that is not taken.
   *
   * @param sentence what the server's log says about it
   */
  private record Refused(String header, String body, String sentence) {}

  @Test
  void resetsSaysWhyAndLeavesNothing() throws IOException {
    List<Refused> all =
        List.of(
            new Refused("{'file_name':'a','file_size':2,'md5':'" + MD5_OF_HI + "'}", "ho", "MD5"),
            new Refused("{'file_name':'../a','file_size':2}", "hi", "a plain file name"),
            new Refused("{'file_name':'','file_size':2}", "hi", "a plain file name"),
            new Refused("{'file_name':'.a.0123456789abcdef.part','file_size':2}", "hi", "half-way"),
            new Refused("{'file_name':'directory','file_size':2}", "hi", "can be replaced"),
            new Refused("{'file_name':1,'file_size':2}", "hi", "file_name"),
            new Refused("{'file_size':2}", "hi", "file_name"),
            new Refused("{'file_name':'a','file_size':9223372036854775807}", "hi", "more bytes"),
            new Refused("{'file_name':'a','file_size':-1}", "hi", "file_size"),
            new Refused("['a']", "hi", "JSON"));
    Path kept = Files.createDirectory(root.resolve("directory"));
    try (Program server = FilePeer.taking(root)) {
      for (Refused refused : all) {
        byte[] message = message(refused.header.replace('\'', '"'), refused.body);
        assertThat(isTaken(server.port(), message)).as(refused.header).isFalse();
      }
      assertThat(isTaken(server.port(), message(HI, "hi"))).as("and goes on").isTrue();
      Result result = server.terminate();
      assertThat(result.exitCode()).isZero();
      List<String> lines = result.err().lines().toList();
      assertThat(lines).hasSameSizeAs(all);
      for (int i = 0; i < lines.size(); i++) {
        assertThat(lines.get(i)).contains(" refused: ").contains(all.get(i).sentence);
      }
    }
    assertThat(filesBelow(directory)).containsExactlyInAnyOrder(root, kept, root.resolve("hi.txt"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void leavesNothingOfAClientThatVanishes(boolean reset) throws IOException {
    Files.writeString(root.resolve("hi.txt"), "old");
    try (Program server = FilePeer.taking(root)) {
      try (Socket client = Wire.connect(server.port())) {
        client.getOutputStream().write(message(HI.replace(": 2", ": 200000"), "hi".repeat(50_000)));
        await().untilAsserted(() -> assertThat(filesBelow(root)).hasSize(2));
        assertThat(isTaken(server.port(), message(HI.replace("hi.", "other."), "hi")))
            .as("another one meanwhile")
            .isTrue();
        client.setSoLinger(reset, 0);
      }
      await()
          .untilAsserted(
              () ->
                  assertThat(filesBelow(root))
                      .containsExactlyInAnyOrder(
                          root.resolve("hi.txt"), root.resolve("other.txt")));
      assertThat(root.resolve("hi.txt")).hasContent("old");
    }
  }

  @Test
  void sweepsWhatAKilledServerHasLeft() throws IOException {
    Path stale = Files.writeString(root.resolve(".a.0123456789abcdef.part"), "a");
    Path fresh = Files.writeString(root.resolve(".b.0123456789abcdef.part"), "b");
    Files.setLastModifiedTime(stale, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
    try (Program server = FilePeer.taking(root)) {
      assertThat(server.port()).isPositive();
      assertThat(filesBelow(root)).containsExactly(fresh);
    }
  }

  @Test
  void refusesARootThatIsNone() {
    try (Program server = FilePeer.taking(directory.resolve("none"))) {
      Result result = server.await();
      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.err()).hasLineCount(1).contains("not a directory that can be written to");
    }
  }

  @Test
  void saysThatTheServerRefused() throws IOException {
    Path file = Files.writeString(directory.resolve("hi.txt"), "hi");
    Files.createDirectory(root.resolve("directory"));
    try (Program server = FilePeer.taking(root)) {
      Result put = put("127.0.0.1:" + server.port(), file, "directory");
      assertThat(put.exitCode()).isEqualTo(1);
      assertThat(put.err())
          .hasLineCount(1)
          .startsWith("cleave: the server has not taken it: 127.0.0.1:");
    }
  }

  @Test
  void saysThatAnotherFramingWasRefused() throws IOException {
    Path file = Files.writeString(directory.resolve("hi.txt"), "hi");
    try (Program server = FilePeer.taking(root, "--framing", "json:>q/file_size")) {
      Result put = put("127.0.0.1:" + server.port(), file);
      assertThat(put.exitCode()).isEqualTo(1);
      assertThat(put.err()).hasLineCount(1).contains("the server has not taken it");
      assertThat(filesBelow(root)).isEmpty();
    }
  }

  @Test
  void saysThatTheServerDoesNotClose() throws IOException {
    Path file = Files.writeString(directory.resolve("hi.txt"), "hi");
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + silent.getLocalPort();
      Result put = put(address, file, "hi.txt", "--timeout", "300ms");
      assertThat(put.exitCode()).isEqualTo(1);
      assertThat(put.err()).hasLineCount(1).contains("may not have taken it");
    }
  }

  @Test
  void saysThatTheServerTakesNoFiles() throws IOException {
    Path file = Files.writeString(directory.resolve("hi.txt"), "hi");
    try (Program server = FilePeer.pushing(file)) {
      Result put = put("127.0.0.1:" + server.port(), file);
      assertThat(put.exitCode()).isEqualTo(1);
      assertThat(put.err()).hasLineCount(1);
    }
  }

  private static Result put(String address, Path file, String... more) {
    List<String> words =
        Stream.concat(Stream.of("file", "put", address, file.toString()), Stream.of(more)).toList();
    String[] all =
        Stream.concat(words.stream(), Stream.of("--framing", "json:<q/file_size"))
            .toArray(String[]::new);
    try (Program client = FilePeer.cleave(all)) {
      return client.await();
    }
  }
}
