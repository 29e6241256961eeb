package io.cleave.examples.file;

import static io.cleave.examples.file.ServedFiles.HOST;
import static io.cleave.examples.file.ServedFiles.sha256;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.endpoint.MessageClient;
import io.cleave.examples.console.FailureException;
import io.cleave.exchange.ExchangeException;
import io.cleave.header.Header;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files between this library and a peer that is not ours, {@code cleave_peer.py}, both ways. */
@SuppressWarnings("NullAway.Init") // JUnit fills in the directory
@Timeout(60)
class FilePythonIT {
  private static final int LENGTH = 1_500_000;

  @TempDir Path directory;

  private final byte[] content = ServedFiles.random(new Random(3), LENGTH);
  private Path root;
  private Path file;

  @BeforeEach
  void make() throws IOException {
    root = Files.createDirectory(directory.resolve("root"));
    file = Files.write(directory.resolve("file"), content);
  }

  @Test
  void pythonAsksOurServer() throws Exception {
    Files.write(root.resolve("there.bin"), content);
    try (ServedFiles served = ServedFiles.of(root, true)) {
      String address = HOST + ":" + served.port();
      Path got = directory.resolve("got");
      Header meta = Header.of("name", "there.bin", "offset", 7);
      List<Header> said = call(address, "file.get", meta, "-o", got.toString());
      assertThat(got).hasBinaryContent(Arrays.copyOfRange(content, 7, LENGTH));
      assertThat(last(said, "end")).isEqualTo(Header.of("sha256", sha256(content)));
      FileOffer offer = new FileOffer("put.bin", LENGTH, sha256(content));
      said = call(address, "file.offer", offer.toHeader());
      assertThat(last(said, "reply").longValue("offset")).isZero();
      call(address, "file.put", offer.toHeader(), "--body-file", file.toString());
      assertThat(root.resolve("put.bin")).hasBinaryContent(content);
      Path list = directory.resolve("list");
      call(address, "file.list", Header.empty(), "-o", list.toString());
      assertThat(Files.readString(list).lines().map(line -> Header.parse(line).text("name")))
          .containsExactly("put.bin", "there.bin");
    }
  }

  @Test
  void weAskTheirServer() throws Exception {
    Process python = python("serve", "--port", "0", "--root", root.toString(), "--writable");
    try (BufferedReader out = python.inputReader(UTF_8)) {
      String line = out.readLine();
      int port = Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
      try (Cutter cutter = new Cutter(port)) {
        Path got = directory.resolve("got");
        NativeUpload upload = new NativeUpload(file, "new.bin", Duration.ofSeconds(10), false);
        NativeDownload download = new NativeDownload("new.bin", got, false, false);
        assertThat(inPieces(cutter, upload::to)).contains(" sent, resumed at byte ");
        assertThat(root.resolve("new.bin")).hasBinaryContent(content);
        assertThat(inPieces(cutter, download::from)).contains(" verified, resumed at byte ");
        assertThat(got).hasBinaryContent(content);
      }
    } finally {
      python.destroyForcibly();
    }
  }

  /** What a client is used for. */
  private interface Use {
    String of(MessageClient client);
  }

  /**
   * Cuts the connection in the middle until it comes to its end all the same. A reset throws away
   * what its other end has not read yet, which may be everything.
   */
  private static String inPieces(Cutter cutter, Use use) {
    cutter.cutAfter(LENGTH * 2 / 3);
    while (true) {
      try {
        return with(cutter, use);
      } catch (FailureException | ExchangeException cut) {
        assertThat(cut).hasMessageContaining("the connection was ");
      }
    }
  }

  private static String with(Cutter cutter, Use use) {
    try (MessageClient client = MessageClient.connect(HOST, cutter.port())) {
      return use.of(client);
    }
  }

  /** Asks in Python; gives what it says about the answer. */
  private static List<Header> call(String address, String route, Header meta, String... more)
      throws Exception {
    String[] words = {"call", address, route, "--meta", meta.toJson()};
    Process python =
        python(Stream.concat(Stream.of(words), Stream.of(more)).toArray(String[]::new));
    List<Header> said;
    try (BufferedReader err = python.errorReader(UTF_8)) {
      said = err.lines().map(Header::parse).toList();
    }
    assertThat(python.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(python.exitValue()).as("%s", said).isZero();
    return said;
  }

  private static Header last(List<Header> said, String kind) {
    Header found = Header.empty();
    for (Header line : said) {
      found = line.value(kind) instanceof Header each ? each : found;
    }
    return (Header) Objects.requireNonNull(found.value("meta"));
  }

  private static Process python(String... words) throws IOException {
    Path program = Path.of(System.getProperty("basedir", "")).resolve("python/cleave_peer.py");
    String[] command = {
      System.getProperty("cleave.python", "python3"), "-B", program.toAbsolutePath().toString()
    };
    return new ProcessBuilder(
            Stream.concat(Stream.of(command), Stream.of(words)).toArray(String[]::new))
        .start();
  }
}
