package io.cleave.examples.file;

import static io.cleave.examples.file.ServedFiles.HOST;
import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.endpoint.ConnectFailedException;
import io.cleave.endpoint.MessageClient;
import io.cleave.examples.console.FailureException;
import io.cleave.examples.testing.FaultLine;
import io.cleave.examples.testing.FullRuns;
import io.cleave.exchange.ExchangeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files that are cut off on their way, and asked for or sent again. */
@SuppressWarnings("NullAway.Init") // JUnit fills in the directory
@Timeout(600)
class FileResumeIT {
  /** Long enough not to be digested at once. */
  private static final int LENGTH = 1_500_000;

  private static final FileTime WRITTEN = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));

  /** What may become of a file between two tries. */
  enum Change {
    NONE {
      @Override
      void to(Path file, Random random) {}
    },
    SAME_SIZE_AND_TIME {
      @Override
      void to(Path file, Random random) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          channel.write(ByteBuffer.allocate(100), random.nextInt(LENGTH - 100));
        }
      }
    },
    TRUNCATED {
      @Override
      void to(Path file, Random random) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          channel.truncate(random.nextInt(LENGTH));
        }
      }
    },
    GROWN {
      @Override
      void to(Path file, Random random) throws IOException {
        Files.write(file, new byte[1 + random.nextInt(1000)], StandardOpenOption.APPEND);
      }
    },
    REPLACED {
      @Override
      void to(Path file, Random random) throws IOException {
        Path other = file.resolveSibling("other");
        Files.write(other, ServedFiles.random(random, LENGTH));
        Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
      }
    };

    abstract void to(Path file, Random random) throws IOException;

    /** As one who wants to hide it would. */
    void hiddenTo(Path file, Random random) throws IOException {
      if (!equals(NONE)) {
        to(file, random);
        Files.setLastModifiedTime(file, WRITTEN);
      }
    }
  }

  @TempDir Path directory;

  private final Random random = new Random(11);
  private Path here;
  private ServedFiles served;
  private Cutter cutter;
  private int cut;
  private int resumed;
  private int mixed;

  @BeforeEach
  void serve() throws IOException {
    here = Files.createDirectory(directory.resolve("here"));
    served = ServedFiles.of(Files.createDirectory(directory.resolve("there")), true);
    cutter = new Cutter(served.port());
  }

  @AfterEach
  void close() throws IOException {
    cutter.close();
    served.close();
  }

  /** 20 files in every build, 200 with {@code -Dcleave.full}; every second one comes. */
  @Test
  void aFileCutOffIsGoneOnWithAndIsTheSame() throws IOException {
    int files = FullRuns.count(200);
    for (int i = 0; i < files; i++) {
      byte[] content = ServedFiles.random(random, LENGTH);
      Path there = served.path("file");
      Path file = here.resolve("file");
      Files.deleteIfExists(i % 2 == 0 ? file : there);
      Files.write(i % 2 == 0 ? there : file, content);
      Function<MessageClient, String> transfer =
          i % 2 == 0
              ? new NativeDownload("file", file, true, false)::from
              : new NativeUpload(file, "file", Duration.ofSeconds(10), false)::to;
      while (!isDone(transfer, random.nextInt(LENGTH))) {
        cut++;
      }
      mixed += Arrays.equals(Files.readAllBytes(i % 2 == 0 ? file : there), content) ? 0 : 1;
      assertThat(ServedFiles.partsBelow(directory)).isEmpty();
    }
    FaultLine.print(
        "X3",
        "%s files got and put, cut off %s times, %s of them gone on with in the middle, %s differ",
        files,
        cut,
        resumed,
        mixed);
    assertThat(mixed).isZero();
    assertThat(resumed).isPositive();
  }

  /** 20 resumes in every build, 200 with {@code -Dcleave.full}. */
  @Test
  void aFileThatHasChangedMeanwhileIsBegunAgain() throws IOException {
    int resumes = FullRuns.count(200);
    for (int i = 0; i < resumes; i++) {
      Path there = Files.write(served.path("file"), ServedFiles.random(random, LENGTH));
      Files.setLastModifiedTime(there, WRITTEN);
      NativeDownload download = new NativeDownload("file", here.resolve("file" + i), false, false);
      while (ServedFiles.partsBelow(here).isEmpty()) {
        isDone(download::from, LENGTH / 4 + random.nextInt(LENGTH / 2));
      }
      Change change = Change.values()[i % Change.values().length];
      change.hiddenTo(there, random);
      int before = resumed;
      assertThat(isDone(download::from, Long.MAX_VALUE)).isTrue();
      assertThat(resumed - before).as(change.name()).isEqualTo(change.equals(Change.NONE) ? 1 : 0);
      mixed +=
          Arrays.equals(Files.readAllBytes(download.target()), Files.readAllBytes(there)) ? 0 : 1;
      assertThat(ServedFiles.partsBelow(directory)).isEmpty();
    }
    FaultLine.print(
        "X4",
        "%s downloads gone on with after their file had changed in %s ways, %s files mixed",
        resumes,
        Change.values().length,
        mixed);
    assertThat(mixed).isZero();
  }

  /** 20 resumes in every build, 200 with {@code -Dcleave.full}. */
  @Test
  void anUploadThatHasChangedMeanwhileIsBegunAgain() throws IOException {
    int resumes = FullRuns.count(200);
    for (int i = 0; i < resumes; i++) {
      Path file = Files.write(here.resolve("file"), ServedFiles.random(random, LENGTH));
      Files.setLastModifiedTime(file, WRITTEN);
      NativeUpload upload = new NativeUpload(file, "file" + i, Duration.ofSeconds(10), false);
      while (served.parts().stream().noneMatch(part -> part.toFile().length() > 0)) {
        isDone(upload::to, LENGTH / 4 + random.nextInt(LENGTH / 2));
      }
      Change change = Change.values()[i % Change.values().length];
      change.hiddenTo(file, random);
      int before = resumed;
      assertThat(isDone(upload::to, Long.MAX_VALUE)).isTrue();
      assertThat(resumed - before).as(change.name()).isEqualTo(change.equals(Change.NONE) ? 1 : 0);
      byte[] content = Files.readAllBytes(served.path("file" + i));
      mixed += Arrays.equals(content, Files.readAllBytes(file)) ? 0 : 1;
      for (Path part : served.parts()) {
        Files.delete(part); // of the content that nobody will bring again
      }
    }
    FaultLine.print(
        "X4",
        "%s uploads gone on with after their file had changed in %s ways, %s files mixed",
        resumes,
        Change.values().length,
        mixed);
    assertThat(mixed).isZero();
  }

  /** Whether it comes to its end, over a connection that is cut after so many bytes. */
  private boolean isDone(Function<MessageClient, String> transfer, long cutAfter) {
    cutter.cutAfter(cutAfter);
    try (MessageClient client = MessageClient.connect(HOST, cutter.port())) {
      resumed += transfer.apply(client).contains("resumed at byte") ? 1 : 0;
      return true;
    } catch (FailureException | ExchangeException | ConnectFailedException lost) {
      return false;
    }
  }
}
