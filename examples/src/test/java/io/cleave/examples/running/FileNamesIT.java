package io.cleave.examples.running;

import static io.cleave.examples.running.FilePeer.ask;
import static io.cleave.examples.running.FilePeer.isTaken;
import static io.cleave.examples.running.FilePeer.message;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.examples.file.BadNames;
import io.cleave.examples.file.OpenTree;
import io.cleave.examples.testing.FaultLine;
import io.cleave.header.Header;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names that try to get out of the root of a running server: every one of a long list. */
@SuppressWarnings("NullAway.Init") // JUnit fills in the directory
class FileNamesIT {
  /** No UTF-8, or not only: overlong dots and slashes, halves of pairs, bytes that never occur. */
  private static final List<String> MALFORMED =
      List.of(
          "c0ae c0ae 2f 7365637265742e747874",
          "e080ae e080ae 2f 7365637265742e747874",
          "f08080ae f08080ae 2f 7365637265742e747874",
          "2e2e c0af 7365637265742e747874",
          "2e2e e080af 7365637265742e747874",
          "eda080",
          "edb080 61",
          "ff",
          "fe 61",
          "66696c65 80 2e747874",
          "e4bd",
          "fffe 2e00 2e00 2f00");

  @TempDir Path directory;

  private OpenTree tree;

  @BeforeEach
  void plant() throws IOException {
    tree = OpenTree.in(directory);
  }

  @Test
  void noNameThatIsAskedForLeadsOut() throws IOException {
    List<String> names =
        BadNames.to(
            List.of(
                "secret.txt",
                "root2/secret.txt",
                absolute("secret.txt"),
                "etc/passwd",
                "proc/self/environ",
                "dev/zero"));
    int asked = 0;
    int answered = 0;
    try (Program server = FilePeer.byName(tree.root())) {
      for (byte[] name : bytesOf(names)) {
        asked++;
        answered += ask(server.port(), name).length == 0 ? 0 : 1;
      }
      assertThat(ask(server.port(), "file.txt".getBytes(UTF_8))).isNotEmpty();
      assertThat(server.terminate().exitCode()).isZero();
    }
    FaultLine.print("X1", "%s bad names asked for by name, %s answered", asked, answered);
    assertThat(answered).isZero();
    assertThat(asked).isGreaterThanOrEqualTo(500);
  }

  @Test
  void noNameThatIsOfferedLeadsOut() throws IOException {
    Map<Path, String> before = outside();
    List<String> names =
        BadNames.to(List.of("secret.txt", "root2/new.txt", absolute("secret.txt")));
    int offered = 0;
    int taken = 0;
    try (Program server = FilePeer.taking(tree.root())) {
      for (byte[] name : bytesOf(names)) {
        offered++;
        taken += isTaken(server.port(), offer(name)) ? 1 : 0;
      }
      assertThat(isTaken(server.port(), offer("file.txt".getBytes(UTF_8)))).isTrue();
      assertThat(server.terminate().exitCode()).isZero();
    }
    Map<Path, String> after = outside();
    FaultLine.print(
        "X1",
        "%s bad names offered with a file, %s harmless ones taken, %s files outside changed",
        offered,
        taken,
        after.equals(before) ? 0 : 1);
    assertThat(after).isEqualTo(before);
    assertThat(offered).isGreaterThanOrEqualTo(500);
    assertThat(offeredFiles()).as("in the root itself, nowhere else").isEqualTo(taken + 1L);
  }

  private String absolute(String name) {
    return directory.resolve(name).toString().substring(1);
  }

  private static List<byte[]> bytesOf(List<String> names) {
    return Stream.concat(
            names.stream().filter(name -> !name.isEmpty()).map(name -> name.getBytes(UTF_8)),
            MALFORMED.stream().map(Wire::hex))
        .toList();
  }

  /** A header with any bytes for a name: as JSON would write them if they are a text. */
  private static byte[] offer(byte[] name) {
    String text = new String(name, UTF_8);
    if (Arrays.equals(text.getBytes(UTF_8), name)) {
      return message(Header.of("file_name", text, "file_size", 2).toJson(), "hi");
    }
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    header.writeBytes("{\"file_size\":2,\"file_name\":\"".getBytes(UTF_8));
    header.writeBytes(name);
    header.writeBytes("\"}".getBytes(UTF_8));
    ByteBuffer message =
        ByteBuffer.allocate(Long.BYTES + header.size() + 2).order(ByteOrder.LITTLE_ENDIAN);
    return message
        .putLong(header.size())
        .put(header.toByteArray())
        .put("hi".getBytes(UTF_8))
        .array();
  }

  /** What there is around the root, and in it below other directories. */
  private Map<Path, String> outside() throws IOException {
    Map<Path, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path file : all.filter(path -> !tree.root().equals(path.getParent())).toList()) {
        boolean regular = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
        files.put(file, regular ? Files.readString(file) : "");
      }
    }
    return files;
  }

  private long offeredFiles() throws IOException {
    try (Stream<Path> files = Files.list(tree.root())) {
      return files
          .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .filter(file -> contentOf(file).equals("hi"))
          .count();
    }
  }

  private static String contentOf(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
