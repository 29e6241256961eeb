package io.cleave.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.endpoint.ConnectFailedException;
import io.cleave.endpoint.Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs the Python of README and docs, alone or against our own snippets. */
@Isolated("what it prints is read")
final class PythonBlocksIT {
  /** The port in the pages; while the block runs another one stands in its place. */
  private static final String PORT_SHOWN = "1688";

  private static final String PEER = "examples/python/cleave_peer.py";
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int PUSHED = 100_000;

  /** A server of ours, started on any port. */
  @FunctionalInterface
  private interface Ours {
    Server start(Path directory) throws IOException;
  }

  /** A client of ours, and what must be true once it has called. */
  @FunctionalInterface
  private interface Caller {
    void call(int port, Path directory) throws Exception;
  }

  private static final Map<String, Ours> SERVERS =
      Map.of(
          "upper", directory -> FrameSnippetsIT.upper(0),
          "first", directory -> FirstServer.start(0),
          "native", directory -> NativeSnippetsIT.upper(0),
          "push", directory -> MessageSnippetsIT.push(0, bigFile(directory)),
          "take", directory -> MessageSnippetsIT.take(0, directory),
          "count", directory -> MessageSnippetsIT.count(0));

  private static final Map<String, Caller> CLIENTS =
      Map.of("upper", PythonBlocksIT::askUpper, "fetch", PythonBlocksIT::fetch);

  /** What must be there once a script has ended well. */
  private static final Map<String, String> FILES_AFTER = Map.of("take", "upload.bin");

  @TempDir private Path directory;

  static List<Block> blocks() {
    return pythonBlocks().filter(block -> block.marker("python").isPresent()).toList();
  }

  private static Stream<Block> pythonBlocks() {
    return Page.all().stream()
        .flatMap(page -> page.blocks().stream())
        .filter(block -> block.language().equals("python"));
  }

  @Test
  void everyPythonBlockIsRun() {
    assertThat(pythonBlocks().filter(block -> block.marker("python").isEmpty())).isEmpty();
  }

  @Test
  void everyServerAndClientIsUsed() {
    Set<String> used = new TreeSet<>();
    blocks().forEach(block -> block.marker("server").ifPresent(used::add));
    assertThat(used).isEqualTo(new TreeSet<>(SERVERS.keySet()));
    used.clear();
    blocks().forEach(block -> block.marker("client").ifPresent(used::add));
    assertThat(used).isEqualTo(new TreeSet<>(CLIENTS.keySet()));
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void printsWhatThePageSays(Block block) throws Exception {
    String printed = run(block);
    Optional<Block> behind = Page.read(block.page()).blockBehind(block);
    behind
        .filter(next -> next.language().equals("text"))
        .ifPresent(next -> assertThat(printed).isEqualTo(next.text()));
  }

  private String run(Block block) throws Exception {
    Optional<String> server = block.marker("server");
    if (server.isPresent()) {
      try (Server ours = SERVERS.get(server.get()).start(directory);
          Child python = start(block, ours.port())) {
        String printed = python.awaitEnd();
        String file = FILES_AFTER.get(server.get());
        assertThat(file == null || Files.exists(directory.resolve(file))).as(file).isTrue();
        return printed;
      }
    }
    int port = freePort();
    try (Child python = start(block, port)) {
      Optional<String> client = block.marker("client");
      if (client.isPresent()) {
        call(CLIENTS.get(client.get()), port);
      }
      return python.awaitEnd();
    }
  }

  private Child start(Block block, int port) throws IOException {
    Path script = directory.resolve("block.py");
    Path peer = Repository.path(PEER);
    Files.copy(peer, directory.resolve(peer.getFileName())); // pages say: lay it beside your script
    Files.writeString(script, block.text().replace(PORT_SHOWN, String.valueOf(port)));
    return Child.start(directory, List.of("python3", "-B", "-u", script.toString()));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Calls as soon as the script listens. */
  private void call(Caller caller, int port) throws Exception {
    long begin = System.nanoTime();
    while (true) {
      try {
        caller.call(port, directory);
        return;
      } catch (ConnectFailedException notYet) {
        if (System.nanoTime() - begin > PATIENCE.toNanos()) {
          throw notYet;
        }
        Thread.sleep(20);
      }
    }
  }

  private static Path bigFile(Path directory) throws IOException {
    return Files.write(directory.resolve("big.bin"), new byte[PUSHED]);
  }

  private static void askUpper(int port, Path directory) throws Exception {
    assertThat(Printed.by(() -> FrameSnippetsIT.askUpper(port))).isEqualToIgnoringNewLines("HELLO");
  }

  private static void fetch(int port, Path directory) throws Exception {
    Path target = directory.resolve("fetched.txt");
    MessageSnippetsIT.fetch(port, target);
    assertThat(target).hasSameTextualContentAs(directory.resolve("block.py"));
  }
}
