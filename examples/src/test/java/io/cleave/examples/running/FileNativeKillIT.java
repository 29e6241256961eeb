package io.cleave.examples.running;

import static io.cleave.examples.running.FilePeer.MIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cleave.body.BodyFile;
import io.cleave.examples.running.Program.Result;
import io.cleave.examples.testing.FaultLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs for files on the native protocol, and what is left of them when they are killed. */
@SuppressWarnings("NullAway.Init") // JUnit fills in the directory
class FileNativeKillIT {
  private static final int LENGTH = 16 * MIB;
  private static final int STALL = 8 * MIB;

  @TempDir Path directory;

  private Path root;
  private Path token;
  private final byte[] content = new byte[LENGTH];

  @BeforeEach
  void make() throws IOException {
    new Random(17).nextBytes(content);
    root = Files.createDirectory(directory.resolve("root"));
    token = Files.writeString(directory.resolve("token"), "secret\n");
  }

  @Test
  void bothEndsGoOnAfterAKill() throws IOException {
    Path big = Files.write(root.resolve("big.bin"), content);
    Path got = directory.resolve("got.bin");
    try (Program server = serve()) {
      try (StallingWay way = new StallingWay(server.port(), STALL);
          Program get = file("get", way.address(), "big.bin", "-o", got.toString())) {
        awaitPart(directory);
        server.signal("KILL");
        way.cut();
        Result failed = get.await();
        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.err())
            .hasLineCount(1)
            .contains(" of " + LENGTH + " bytes are here; the same command goes on from there");
      }
    }
    assertThat(got).doesNotExist();
    try (Program server = serve()) {
      String address = "127.0.0.1:" + server.port();
      try (Program again = file("get", address, "big.bin", "-o", got.toString())) {
        assertThat(again.successful()).contains("verified, resumed at byte ");
      }
      assertThat(got).hasSameBinaryContentAs(big);
      try (StallingWay way = new StallingWay(server.port(), STALL);
          Program put = file("put", way.address(), got.toString(), "new.bin")) {
        awaitPart(root);
        put.signal("KILL");
      }
      try (Program again = file("put", address, got.toString(), "new.bin")) {
        assertThat(again.successful()).contains(" sent, resumed at byte ");
      }
      assertThat(root.resolve("new.bin")).hasSameBinaryContentAs(big);
      try (Program list = file("ls", address)) {
        assertThat(list.successful())
            .matches("( {6}16777216  [-0-9]{10} [:0-9]{8}  (big|new)\\.bin\n){2}");
      }
      try (Program unknown = Program.cleave("file", "ls", address)) {
        Result refused = unknown.await();
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("cleave: token: none");
      }
      assertThat(server.terminate().exitCode()).isZero();
    }
    assertThat(parts(directory)).isEmpty();
    FaultLine.print(
        "X3",
        "a server killed while it sent %s MiB, a client while it did: both gone on with, 0 parts left",
        LENGTH / MIB);
  }

  private Program serve() {
    return file("serve", "--port", "0", "--root", root.toString(), "--writable");
  }

  private Program file(String... words) {
    return FilePeer.cleave(
        Stream.concat(
                Stream.of("file"),
                Stream.concat(Stream.of(words), Stream.of("--token-file", token.toString())))
            .toArray(String[]::new));
  }

  private static void awaitPart(Path directory) {
    await()
        .atMost(Program.PATIENCE)
        .until(() -> parts(directory).stream().anyMatch(part -> part.toFile().length() > MIB));
  }

  private static List<Path> parts(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(BodyFile::isPart).toList();
    }
  }
}
