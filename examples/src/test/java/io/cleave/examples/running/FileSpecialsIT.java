package io.cleave.examples.running;

import static io.cleave.examples.running.FilePeer.ask;
import static io.cleave.examples.running.FilePeer.isTaken;
import static io.cleave.examples.running.FilePeer.message;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.examples.testing.FaultLine;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is no regular file, in the root of a running server. */
@SuppressWarnings("NullAway.Init") // JUnit fills in the directory
class FileSpecialsIT {
  private static final Duration AT_ONCE = Duration.ofMillis(100);

  /** A busy machine may be late now and then; a server that waits is late each time. */
  private static final int ATTEMPTS = 5;

  private static final Map<String, String> LINKS =
      Map.of(
          "link-to-file", "file",
          "link-to-directory", "directory",
          "link-to-socket", "socket",
          "link-to-fifo", "fifo",
          "link-to-null", "/dev/null",
          "link-to-zero", "/dev/zero",
          "link-to-environment", "/proc/self/environ",
          "link-to-nothing", "nothing",
          "link-to-itself", "link-to-itself");

  @TempDir Path root;

  private List<String> names;
  private ServerSocketChannel socket;

  @BeforeEach
  void plant() throws Exception {
    socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    socket.bind(UnixDomainSocketAddress.of(root.resolve("socket")));
    Files.createDirectory(root.resolve("directory"));
    Files.writeString(root.resolve("file"), "a file");
    run("mkfifo", "fifo");
    for (Map.Entry<String, String> link : LINKS.entrySet()) {
      Files.createSymbolicLink(root.resolve(link.getKey()), Path.of(link.getValue()));
    }
    names = new ArrayList<>(List.of("socket", "directory", "fifo"));
    if (run("mknod", "null", "c", "1", "3")
        && run("mknod", "zero", "c", "1", "5")
        && run("mknod", "loop", "b", "7", "0")) { // not everybody may
      names.addAll(List.of("null", "zero", "loop"));
    }
  }

  @AfterEach
  void closeSocketAndRemoveLinks() throws IOException {
    socket.close();
    for (String link : LINKS.keySet()) { // else JUnit warns of those that lead out of the directory
      Files.deleteIfExists(root.resolve(link));
    }
  }

  @Test
  void onlyAFileIsGivenAway() throws IOException {
    Map<String, Duration> times = new TreeMap<>();
    names.addAll(LINKS.keySet());
    try (Program server = FilePeer.byName(root)) {
      assertThat(answer(server, "file")).isEqualTo("a file");
      for (String name : names) {
        times.put(name, refused(server, name));
      }
      assertThat(answer(server, "file")).isEqualTo("a file");
      assertThat(server.terminate().exitCode()).as("nobody is stuck").isZero();
    }
    long slowest = times.values().stream().mapToLong(Duration::toMillis).max().orElseThrow();
    FaultLine.print(
        "X9", "%s special files refused by name, the slowest in %s ms", times.size(), slowest);
    assertThat(times).hasSizeGreaterThanOrEqualTo(12);
    assertThat(times.values()).allSatisfy(time -> assertThat(time).isLessThan(AT_ONCE));
  }

  /** The time of the best attempt. */
  private static Duration refused(Program server, String name) throws IOException {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < ATTEMPTS && best > AT_ONCE.toNanos(); i++) {
      long began = System.nanoTime();
      assertThat(answer(server, name)).as(name).isEmpty();
      best = Math.min(best, System.nanoTime() - began);
    }
    return Duration.ofNanos(best);
  }

  private static String answer(Program server, String name) throws IOException {
    return new String(ask(server.port(), name.getBytes(UTF_8)), UTF_8);
  }

  @Test
  void onlyAFileOrALinkIsReplaced() throws IOException {
    try (Program server = FilePeer.taking(root)) {
      for (String name : names) {
        String header = "{\"file_name\":\"" + name + "\",\"file_size\":2}";
        assertThat(isTaken(server.port(), message(header, "hi"))).as(name).isFalse();
        assertThat(Files.isRegularFile(root.resolve(name))).as(name).isFalse();
      }
    }
  }

  private boolean run(String command, String name, String... more) throws Exception {
    List<String> words = new ArrayList<>(List.of(command, root.resolve(name).toString()));
    words.addAll(List.of(more));
    return new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }
}
