package io.cleave.body;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cleave.testing.FaultLine;
import io.cleave.testing.FullRuns;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can go wrong with a file that is being received. */
class BodyFileFaultTest {
  private static final int LENGTH = 64 << 10;

  private final byte[] bytes = new byte[LENGTH];
  private Path directory;
  private Path path;

  @BeforeEach
  void chooseTarget(@TempDir Path fresh) {
    directory = fresh;
    path = fresh.resolve("big.iso");
    new Random(1).nextBytes(bytes);
  }

  @AfterEach
  void noPartAndNoDescriptorIsLeft() throws IOException {
    assertThat(parts()).isEmpty();
    assertThat(Pull.descriptorsBelow(directory)).isZero();
  }

  private List<Path> parts() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".part")).toList();
    }
  }

  private FileTarget target() {
    return FileTarget.of(path).withReplacing(true);
  }

  private BodyFile open(BrokenPart part) {
    return new BodyFile(target(), 6, part);
  }

  private BrokenPart breakingAt(int step, IOException failure) throws IOException {
    return new BrokenPart(DiskPart.create(target(), 6), step, failure);
  }

  private static void put(BodyFile file) throws IOException {
    try (file) {
      file.write(ByteBuffer.wrap("abc".getBytes(UTF_8)));
      file.write(ByteBuffer.wrap("def".getBytes(UTF_8)));
      file.commit();
    }
  }

  @Test
  void syncsTheFileBeforeTheRenameAndTheDirectoryAfterIt() throws IOException {
    BrokenPart part = breakingAt(-1, new IOException());
    put(open(part));
    assertThat(part.steps).containsExactly("write", "write", "finish", "rename", "syncDirectory");
    assertThat(path).hasContent("abcdef");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void aDiskThatBreaksBeforeTheRenameLeavesTheOldFile(int step) throws IOException {
    Files.writeString(path, "old");
    IOException failure = new IOException("Input/output error");
    BrokenPart part = breakingAt(step, failure);
    assertThatThrownBy(() -> put(open(part))).isSameAs(failure);
    assertThat(part.steps).hasSize(step + 2).endsWith("remove");
    assertThat(path).hasContent("old");
  }

  @Test
  void aDiskThatBreaksAfterTheRenameLeavesTheNewFileAndSaysSo() throws IOException {
    Files.writeString(path, "old");
    IOException failure = new IOException("Input/output error");
    BrokenPart part = breakingAt(4, failure);
    assertThatThrownBy(() -> put(open(part))).isSameAs(failure);
    assertThat(part.steps).endsWith("rename", "syncDirectory");
    assertThat(path).hasContent("abcdef");
  }

  @Test
  void aFullDiskFailsWithTheNumbersAndTheSystemsSentence() throws IOException {
    DiskPart part = DiskPart.create(target(), 100);
    IOException explained = part.explained(new IOException("No space left on device"));
    assertThat(explained)
        .isInstanceOf(NoSpaceException.class)
        .hasMessageStartingWith(path + ": 100 more bytes (expected: at most the ")
        .hasMessageEndingWith(" free ones); No space left on device");
    assertThat(part.explained(new IOException("Disk quota exceeded")))
        .isInstanceOf(NoSpaceException.class);
    IOException other = new IOException("Input/output error");
    assertThat(part.explained(other)).isSameAs(other);
    part.remove();

    DiskPart endless = DiskPart.create(target(), 0);
    endless.write(ByteBuffer.wrap(bytes));
    assertThat(endless.explained(new IOException("No space left on device")))
        .hasMessageStartingWith(path + ": 1 more bytes (expected: at most the ");
    endless.remove();
  }

  @Test
  void withoutHardLinksItLooksBeforeItRenames() throws IOException {
    DiskPart first = DiskPart.create(FileTarget.of(path), 0);
    DiskPart second = DiskPart.create(FileTarget.of(path), 0);
    first.finish();
    second.finish();
    first.renameWithoutLink();
    assertThat(path).exists();
    assertThatThrownBy(second::renameWithoutLink).isInstanceOf(FileAlreadyExistsException.class);
    second.remove();
  }

  @Test
  void closingFromAnotherThreadRemovesThePart() throws Exception {
    BodyFile file = BodyFile.create(path, LENGTH);
    Thread writer =
        new Thread(
            () -> {
              try {
                while (true) {
                  file.write(ByteBuffer.wrap(bytes, 0, 1));
                }
              } catch (IOException | IllegalStateException e) {
                // closed meanwhile
              }
            });
    writer.start();
    file.close();
    writer.join();
    assertThat(path).doesNotExist();
  }

  @Test
  void aBodyThatIsCutLeavesNoFile() throws IOException {
    List<Integer> cuts = new ArrayList<>(List.of(0, 1, LENGTH / 2, LENGTH - 1));
    for (int border = 4096; border < LENGTH; border += 4096) {
      cuts.addAll(List.of(border, border + 1));
    }
    int kept = 0;
    for (int cut : cuts) {
      BodyFile file = BodyFile.create(path, LENGTH);
      file.write(ByteBuffer.wrap(bytes, 0, cut));
      if (cut % 2 == 0) {
        file.close(); // whoever receives saw the end of the stream
      } else {
        assertThatThrownBy(file::commit).isInstanceOf(BodyLengthException.class);
      }
      kept += Files.exists(path) || !parts().isEmpty() ? 1 : 0;
    }
    FaultLine.print(
        "F9", "%s bodies cut on their way into a file, %s files kept", cuts.size(), kept);
    assertThat(kept).isZero();
  }

  @Test
  void everyFlippedBitIsDetectedBeforeTheRename() throws Exception {
    String digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    FileTarget checked = FileTarget.of(path).withDigest("SHA-256", digest);
    Random random = new Random(7);
    int flips = FullRuns.count(10_000);
    int detected = 0;
    for (int i = 0; i < flips; i++) {
      int bit = random.nextInt(8 * LENGTH);
      byte[] corrupted = bytes.clone();
      corrupted[bit / 8] ^= (byte) (1 << (bit % 8));
      BodyFile file = BodyFile.create(checked, LENGTH);
      file.write(ByteBuffer.wrap(corrupted));
      try {
        file.commit();
      } catch (BodyDigestException e) {
        detected += Files.exists(path) ? 0 : 1;
      }
    }
    FaultLine.print("X5", "%s bits flipped, %s detected before the rename", flips, detected);
    assertThat(detected).isEqualTo(flips);
  }

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES) // the full count waits for the disk 25 600 times
  void concurrentWritersAndReadersSeeWholeFilesOnly() throws Exception {
    int clients = 64;
    int putsEach = FullRuns.count(clients * 200) / clients;
    Set<String> complete = ConcurrentHashMap.newKeySet();
    AtomicInteger writing = new AtomicInteger(clients);
    AtomicInteger reads = new AtomicInteger();
    AtomicInteger mixed = new AtomicInteger();
    List<Callable<Void>> tasks = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      Random random = new Random(i);
      tasks.add(
          () -> {
            try {
              putMany(putsEach, random, complete);
            } finally {
              writing.decrementAndGet();
            }
            return null;
          });
      tasks.add(
          () -> {
            while (writing.get() > 0) {
              String read = readIfThere();
              reads.addAndGet(read.isEmpty() ? 0 : 1);
              mixed.addAndGet(read.isEmpty() || complete.contains(read) ? 0 : 1);
              Thread.sleep(10);
            }
            return null;
          });
    }
    runAll(tasks);
    FaultLine.print(
        "X7",
        "%s puts by %s writers, %s reads meanwhile, %s mixed",
        clients * putsEach,
        clients,
        reads.get(),
        mixed.get());
    assertThat(mixed).hasValue(0);
    assertThat(complete).contains(readIfThere());
  }

  private static void runAll(List<Callable<Void>> tasks) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
    for (Future<Void> task : threads.invokeAll(tasks)) {
      task.get();
    }
    threads.shutdown();
  }

  /** The digest goes on the list before the rename, so that no reader is ahead of it. */
  private void putMany(int puts, Random random, Set<String> complete) throws IOException {
    byte[] content = new byte[LENGTH];
    for (int i = 0; i < puts; i++) {
      random.nextBytes(content);
      try (BodyFile file = BodyFile.create(target().withDigest("MD5"), LENGTH)) {
        file.write(ByteBuffer.wrap(content));
        complete.add(file.digestHex());
        file.commit();
      }
    }
  }

  private String readIfThere() throws IOException {
    return Files.exists(path)
        ? HexFormat.of().formatHex(FileTarget.digest("MD5").digest(Files.readAllBytes(path)))
        : "";
  }

  @Test
  void ofManyWritersThatMayNotReplaceOneWins() throws Exception {
    int writers = 16;
    AtomicInteger refused = new AtomicInteger();
    List<Callable<Void>> commits = new ArrayList<>();
    for (int i = 0; i < writers; i++) {
      BodyFile file = BodyFile.create(path, 6);
      file.write(ByteBuffer.wrap("abcdef".getBytes(UTF_8)));
      commits.add(
          () -> {
            try {
              file.commit();
            } catch (FileAlreadyExistsException e) {
              refused.incrementAndGet();
            }
            return null;
          });
    }
    runAll(commits);
    assertThat(refused).hasValue(writers - 1);
  }

  @Test
  void nothingGoesThroughASharedTemporaryDirectory() throws IOException {
    List<String> offenders = new ArrayList<>();
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
      for (Path source : sources.filter(file -> file.toString().endsWith(".java")).toList()) {
        String text = Files.readString(source);
        if (text.contains("java.io.tmpdir") || text.contains("createTemp")) {
          offenders.add(source.toString());
        }
      }
    }
    try (BodyFile file = BodyFile.create(path, 1)) {
      assertThat(file.written()).isZero();
      String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(parts().get(0)));
      FaultLine.print(
          "X11", "mode %s while incomplete, %s uses of a shared directory", mode, offenders.size());
      assertThat(mode).isEqualTo("rw-------");
    }
    assertThat(offenders).isEmpty();
  }
}
