package io.cleave.examples.running;

import static io.cleave.examples.running.FilePeer.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.body.BodyFile;
import io.cleave.examples.testing.FaultLine;
import io.cleave.examples.testing.FullRuns;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that is killed while it takes a file. */
@SuppressWarnings("NullAway.Init") // JUnit fills in the directory
class FileKillIT {
  private static final int LENGTH = (FullRuns.requested() ? 64 : 8) << 20;
  private static final int PIECE = 1 << 20;

  /** From the point on that was chosen; behind the last byte the disk is still at work. */
  private static final int LONGEST_DELAY_MILLIS = 12 * (LENGTH >> 20);

  @TempDir Path root;

  private int whole;
  private int torn;
  private int lied;
  private int parts;

  /** 20 kills in every build, 1 000 with {@code -Dcleave.full}. */
  @Test
  @Timeout(value = 120, unit = TimeUnit.MINUTES)
  void leavesTheOldFileOrTheNewOneAndOnePart() throws Exception {
    Random random = new Random(9);
    int kills = FullRuns.count(1000);
    for (int i = 0; i < kills; i++) {
      try (Program server = FilePeer.taking(root)) {
        int port = server.port();
        assertThat(partsNow()).as("what the one before left is swept at the start").isEmpty();
        byte value = (byte) i;
        int killedAt = random.nextInt(LENGTH / PIECE * 3 / 2) * PIECE;
        CountDownLatch there = new CountDownLatch(1);
        CompletableFuture<Boolean> taken =
            CompletableFuture.supplyAsync(() -> put(port, value, killedAt, there));
        assertThat(there.await(30, TimeUnit.SECONDS)).isTrue();
        Thread.sleep(random.nextInt(LONGEST_DELAY_MILLIS)); // any point is as good as any other
        server.signal("KILL");
        look(value, taken.join());
      }
    }
    FaultLine.print(
        "X3",
        "%s servers killed while they took %s MiB, %s files whole, %s torn, %s said to be taken and"
            + " lost, %s parts swept",
        kills,
        LENGTH >> 20,
        whole,
        torn,
        lied,
        parts);
    assertThat(torn).isZero();
    assertThat(lied).isZero();
    assertThat(parts).as("some are killed half-way").isPositive();
  }

  private void look(byte value, boolean taken) throws IOException {
    Path file = root.resolve("big.bin");
    byte[] content = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
    byte[] expected = new byte[LENGTH];
    Arrays.fill(expected, content.length == 0 ? 0 : content[0]);
    boolean old = content.length == 0 || content[0] != value;
    torn += content.length == 0 || Arrays.equals(content, expected) ? 0 : 1;
    whole += old ? 0 : 1;
    lied += taken && old ? 1 : 0;
    List<Path> left = partsNow();
    assertThat(left).hasSizeLessThanOrEqualTo(1);
    parts += left.size();
    for (Path part : left) {
      Files.setLastModifiedTime(part, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
    }
  }

  private List<Path> partsNow() throws IOException {
    try (Stream<Path> files = Files.list(root)) {
      return files.filter(BodyFile::isPart).toList();
    }
  }

  /** Whether the server closes in an orderly way after the last byte. */
  private static boolean put(int port, byte value, int killedAt, CountDownLatch there) {
    byte[] piece = new byte[PIECE];
    Arrays.fill(piece, value);
    try (Socket socket = Wire.connect(port)) {
      OutputStream out = socket.getOutputStream();
      out.write(message("{\"file_name\":\"big.bin\",\"file_size\":" + LENGTH + "}", ""));
      for (int sent = 0; sent < LENGTH; sent += PIECE) {
        if (sent >= killedAt) {
          there.countDown();
        }
        out.write(piece);
      }
      there.countDown();
      return socket.getInputStream().read() < 0;
    } catch (IOException killed) {
      return false;
    }
  }
}
