package io.cleave.examples.running;

import static io.cleave.examples.running.FilePeer.ask;
import static io.cleave.examples.running.FilePeer.isTaken;
import static io.cleave.examples.running.FilePeer.message;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.examples.file.OpenTree;
import io.cleave.examples.testing.Exchange;
import io.cleave.examples.testing.FaultLine;
import io.cleave.examples.testing.FullRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Links in the root of a running server, at rest and exchanged for files meanwhile. */
@SuppressWarnings("NullAway.Init") // JUnit fills in the directory
class FileLinksIT {
  private static final List<String> LINKS =
      List.of(
          "link-to-file",
          "link-to-secret",
          "link-to-nothing",
          "link-to-itself",
          "link-to-sub",
          "link-up",
          "link-to-root2");

  @TempDir Path directory;

  private OpenTree tree;
  private Path secret;

  @BeforeEach
  void plant() throws IOException {
    tree = OpenTree.in(directory);
    secret = directory.resolve("secret.txt");
  }

  @Test
  void noLinkIsFollowedToBeRead() throws IOException {
    try (Program server = FilePeer.byName(tree.root())) {
      for (String link : LINKS) {
        assertThat(ask(server.port(), link.getBytes(UTF_8))).as(link).isEmpty();
      }
    }
  }

  @Test
  void aLinkIsReplacedAndNotWrittenThrough() throws IOException {
    Files.createLink(tree.root().resolve("hard.txt"), secret);
    try (Program server = FilePeer.taking(tree.root())) {
      for (String link : LINKS) {
        assertThat(isTaken(server.port(), offer(link))).as(link).isTrue();
        Path file = tree.root().resolve(link);
        assertThat(Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)).as(link).isTrue();
        assertThat(file).hasContent("hi");
      }
      assertThat(isTaken(server.port(), offer("hard.txt"))).isTrue();
    }
    assertThat(tree.root().resolve("hard.txt")).hasContent("hi");
    assertThat(secret).as("where the hard link led").hasContent(OpenTree.SECRET);
    assertThat(tree.root().resolve("file.txt")).hasContent(OpenTree.INSIDE + "file");
    assertThat(directory.resolve("nothing")).doesNotExist();
    assertThat(directory.resolve("root2")).isDirectory();
  }

  /** 1 000 requests in every build, 100 000 with {@code -Dcleave.full}. */
  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void noExchangeForALinkIsFollowedToBeRead() throws IOException {
    int requests = FullRuns.count(100_000);
    int served = 0;
    int escaped = 0;
    long exchanges;
    try (Program server = FilePeer.byName(tree.root());
        Exchange exchange = exchange("file.txt", "link-to-secret", server)) {
      for (int i = 0; i < requests; i++) {
        String answer = new String(ask(server.port(), "file.txt".getBytes(UTF_8)), UTF_8);
        served += answer.startsWith(OpenTree.INSIDE) ? 1 : 0;
        escaped += answer.contains(OpenTree.SECRET) ? 1 : 0;
      }
      exchanges = exchange.stop();
    }
    FaultLine.print(
        "X2",
        "%s files asked for, exchanged for a link %s times meanwhile, %s served, %s secrets read",
        requests,
        exchanges,
        served,
        escaped);
    assertThat(escaped).isZero();
    assertThat(served).isBetween(1, requests - 1);
  }

  /** 200 uploads in every build, 20 000 with {@code -Dcleave.full}. */
  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void noExchangeForALinkIsWrittenThrough() throws IOException {
    int uploads = FullRuns.count(20_000);
    int taken = 0;
    int written = 0;
    long exchanges;
    Path link = tree.root().resolve("link-to-secret");
    try (Program server = FilePeer.taking(tree.root());
        Exchange exchange = exchange("file.txt", "link-to-secret", server)) {
      for (int i = 0; i < uploads; i++) {
        taken += isTaken(server.port(), offer("file.txt")) ? 1 : 0;
        written += Files.readString(secret).equals(OpenTree.SECRET) ? 0 : 1;
        Path again = Files.createSymbolicLink(directory.resolve("again"), secret);
        Files.move(again, link, StandardCopyOption.ATOMIC_MOVE);
      }
      exchanges = exchange.stop();
    }
    FaultLine.print(
        "X2",
        "%s files offered, exchanged for a link %s times meanwhile, %s taken, %s written outside",
        uploads,
        exchanges,
        taken,
        written);
    assertThat(written).isZero();
    assertThat(taken).isPositive();
  }

  /** Begins when the server listens. */
  private Exchange exchange(String one, String other, Program server) throws IOException {
    assertThat(server.port()).isPositive();
    return Exchange.of(tree.root().resolve(one), tree.root().resolve(other));
  }

  private static byte[] offer(String name) {
    return message("{\"file_name\":\"" + name + "\",\"file_size\":2}", "hi");
  }
}
