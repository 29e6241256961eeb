package io.cleave.examples.running;

import static io.cleave.examples.running.FilePeer.UTF8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bar of the file programs, on a terminal and elsewhere. */
@SuppressWarnings("NullAway.Init") // JUnit fills in the directory
class FileProgressIT {
  private static final int MEBIBYTES = 8;
  private static final String WHOLE = "100% |█";

  @TempDir Path directory;

  private Path file;
  private Path root;
  private Program server;

  @BeforeEach
  void fill() throws IOException {
    root = Files.createDirectory(directory.resolve("root"));
    file = root.resolve("big.bin");
    FilePeer.fill(file, MEBIBYTES);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void showsHowMuchOfAPushedFileIsHere() {
    server = FilePeer.pushing(file);
    Path taken = directory.resolve("taken");
    assertThat(drawn("get", address(), "--pushed", "-o", taken.toString()))
        .contains(WHOLE)
        .contains(" 8/8 MiB")
        .contains(" verified");
    assertThat(drawn("get", address(), "--pushed", "--no-progress", "-o", taken.toString()))
        .doesNotContain("MiB");
    assertThat(piped("get", address(), "--pushed", "-o", taken.toString())).doesNotContain("MiB");
  }

  @Test
  void showsHowMuchOfAFileByItsNameIsHere() {
    server = FilePeer.byName(root);
    Path taken = directory.resolve("taken");
    assertThat(drawn("get", address(), "big.bin", "--by-name", "-o", taken.toString()))
        .contains(" 8/? MiB")
        .contains(" unverified");
    assertThat(piped("get", address(), "big.bin", "--by-name", "-o", taken.toString()))
        .doesNotContain("MiB");
  }

  @Test
  void showsHowMuchOfAnUploadHasGone() throws IOException {
    Path there = Files.createDirectory(directory.resolve("there"));
    server = FilePeer.taking(there);
    String[] put = {"put", address(), file.toString(), "--framing", "json:<q/file_size"};
    assertThat(drawn(put)).contains(WHOLE).contains(" 8/8 MiB").contains(" sent");
    assertThat(Files.mismatch(file, there.resolve("big.bin"))).isEqualTo(-1);
    assertThat(piped(put)).doesNotContain("MiB");
    String[] quietly =
        Stream.concat(Stream.of(put), Stream.of("--no-progress")).toArray(String[]::new);
    assertThat(drawn(quietly)).doesNotContain("MiB").contains(" sent");
  }

  private String address() {
    return "127.0.0.1:" + server.port();
  }

  private static String drawn(String... words) {
    try (Program client = Program.cleaveOnTerminal(List.of(), UTF8, fileWords(words))) {
      return client.type("").successful();
    }
  }

  private static String piped(String... words) {
    try (Program client = Program.cleave(fileWords(words))) {
      Program.Result result = client.await();
      assertThat(result.exitCode()).isZero();
      return result.out() + result.err();
    }
  }

  private static String[] fileWords(String... words) {
    return Stream.concat(Stream.of("file"), Stream.of(words)).toArray(String[]::new);
  }
}
