package io.cleave.examples.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.examples.testing.Exchange;
import io.cleave.examples.testing.FaultLine;
import io.cleave.examples.testing.FullRuns;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Files asked for while another process exchanges what is on the way to them. */
@SuppressWarnings("NullAway.Init") // JUnit fills in the directory
@Isolated("it measures this process")
class RootDirectoryRaceIT {
  @TempDir Path directory;

  private OpenTree tree;
  private RootDirectory root;
  private int served;
  private int refused;
  private int escaped;

  @BeforeEach
  void plant() throws IOException {
    tree = OpenTree.in(directory);
    root = RootDirectory.of(tree.root());
  }

  @AfterEach
  void close() throws IOException {
    root.close();
  }

  /** 100 000 requests in every build, 10 000 000 with {@code -Dcleave.full}. */
  @Test
  @Timeout(value = 60, unit = TimeUnit.MINUTES)
  void noExchangeOfADirectoryOrAFileForALinkLeadsOut() throws IOException {
    int requests = FullRuns.count(10_000_000);
    long exchanges =
        ask("sub/deep.txt", "sub", "link-to-root2", requests / 2)
            + ask("file.txt", "file.txt", "link-to-secret", requests / 2);
    FaultLine.print(
        "X2",
        "%s requests, %s exchanges meanwhile, %s served, %s refused, %s secrets read",
        requests,
        exchanges,
        served,
        refused,
        escaped);
    assertThat(escaped).isZero();
    assertThat(served).isPositive();
    assertThat(refused).isPositive();
    assertThat(exchanges).isGreaterThan(requests / 100);
  }

  /** 2 000 requests in every build, 200 000 with {@code -Dcleave.full}. */
  @Test
  @Timeout(value = 60, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
  void noExchangeForAFifoKeepsAThread() throws Exception {
    for (String name : new String[] {"fifo", "fifo2"}) {
      String fifo = tree.root().resolve(name).toString();
      assertThat(new ProcessBuilder("mkfifo", fifo).start().waitFor()).isZero();
    }
    int requests = FullRuns.count(200_000);
    long exchanges =
        ask("file.txt", "file.txt", "fifo", requests / 2)
            + ask("sub/deep.txt", "sub", "fifo2", requests / 2);
    FaultLine.print(
        "X9",
        "%s requests while a FIFO takes turns with a file or a directory, %s exchanges, none"
            + " waits for ever",
        requests,
        exchanges);
    assertThat(served).isPositive();
    assertThat(refused).isPositive();
    assertThat(served + refused).isEqualTo(requests);
  }

  private long ask(String name, String one, String other, int times) throws IOException {
    try (Exchange exchange = Exchange.of(tree.root().resolve(one), tree.root().resolve(other))) {
      for (int i = 0; i < times; i++) {
        ask(name);
      }
      return exchange.stop();
    }
  }

  private void ask(String name) {
    try (FileChannel file = root.open(name)) {
      ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(100, file.size())); // of a FIFO: 0
      file.read(bytes);
      served++;
      escaped += UTF_8.decode(bytes.flip()).toString().contains(OpenTree.SECRET) ? 1 : 0;
    } catch (NoSuchFileException gone) {
      throw new AssertionError("each name is there all the time", gone);
    } catch (IOException exchanged) {
      refused++;
    }
  }
}
