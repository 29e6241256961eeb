package io.cleave.examples.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@SuppressWarnings("NullAway.Init") // JUnit fills in the directory
class FileVersionTest {
  private static final int LENGTH = 200_000;
  private static final FileTime BEFORE = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));

  /** What may become of a file; its size and its time are put back where that is possible. */
  enum Change {
    FIRST_BYTE {
      @Override
      void to(Path file) throws IOException {
        overwrite(file, 0);
      }
    },
    LAST_BYTE {
      @Override
      void to(Path file) throws IOException {
        overwrite(file, LENGTH - 1);
      }
    },
    MIDDLE {
      @Override
      void to(Path file) throws IOException {
        overwrite(file, LENGTH / 2);
      }
    },
    TRUNCATED {
      @Override
      void to(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          channel.truncate(LENGTH - 1);
        }
      }
    },
    REPLACED {
      @Override
      void to(Path file) throws IOException {
        Path other = file.resolveSibling("other");
        Files.copy(file, other);
        Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
      }
    },
    TIME {
      @Override
      void to(Path file) throws IOException {
        Files.setLastModifiedTime(
            file, FileTime.from(BEFORE.to(TimeUnit.NANOSECONDS) + 1, TimeUnit.NANOSECONDS));
      }
    };

    abstract void to(Path file) throws IOException;
  }

  @TempDir Path directory;

  private Path path;
  private RootDirectory root;

  @BeforeEach
  void make() throws IOException {
    path = Files.write(directory.resolve("file"), new byte[LENGTH]);
    Files.setLastModifiedTime(path, BEFORE);
    root = RootDirectory.of(directory);
  }

  @AfterEach
  void close() throws IOException {
    root.close();
  }

  @Test
  void isTheSameAsLongAsNothingChanges() throws IOException {
    FileVersion first = version();
    Files.readAllBytes(path);
    assertThat(version()).isEqualTo(first);
    assertThat(first.text()).matches("[0-9a-f]{32}");
  }

  @ParameterizedTest
  @EnumSource
  void isAnotherOneAfterEachChange(Change change) throws Exception {
    FileVersion before = version();
    Thread.sleep(20); // a clock of 100 Hz has ticked then
    change.to(path);
    if (!change.equals(Change.TIME)) {
      Files.setLastModifiedTime(path, BEFORE);
    }
    assertThat(version().text()).isNotEqualTo(before.text());
  }

  @Test
  void settlesOnceAClockCanTellTheNextChange() throws IOException {
    assertThat(version().isSettled()).as("it was changed this moment").isFalse();
    assertThat(new FileVersion(0, 0, "", "").isSettled()).isTrue();
  }

  private FileVersion version() throws IOException {
    try (OpenedFile file = root.openFile("file")) {
      return FileVersion.of(file);
    }
  }

  private static void overwrite(Path file, long at) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap("x".getBytes(UTF_8)), at);
    }
  }
}
