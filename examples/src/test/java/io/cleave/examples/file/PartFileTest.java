package io.cleave.examples.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cleave.body.BodyFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@SuppressWarnings("NullAway.Init") // JUnit fills in the directory
class PartFileTest {
  private static final Path PART = PartNames.ofContent("0123456789abcdef".repeat(4));
  private static final Path TARGET = Path.of("whole.txt");

  /** Both ways to work in a directory. */
  enum Kind {
    OPEN {
      @Override
      Folder in(RootDirectory root) throws IOException {
        return root.openFolder("");
      }
    },
    PATH {
      @Override
      Folder in(RootDirectory root) {
        return new PathFolder(root.path());
      }
    };

    abstract Folder in(RootDirectory root) throws IOException;
  }

  @TempDir Path directory;

  private RootDirectory root;

  @BeforeEach
  void open() throws IOException {
    root = RootDirectory.of(directory);
  }

  @AfterEach
  void close() throws IOException {
    root.close();
  }

  @ParameterizedTest
  @EnumSource
  void goesOnWhereTheOneBeforeHasEnded(Kind kind) throws Exception {
    try (Folder folder = kind.in(root)) {
      try (PartFile part = open(folder)) {
        write(part, "half ");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path(PART))))
            .isEqualTo("rw-------");
      }
      assertThat(BodyFile.isPart(PART)).isTrue();
      try (PartFile part = open(folder)) {
        assertThat(part.length()).isEqualTo(5);
        part.resumeAt(5);
        write(part, "and half");
        assertThat(part.sha256()).isEqualTo(sha256("half and half"));
        part.finish(TARGET, true);
      }
    }
    assertThat(files()).containsExactly(path(TARGET));
    assertThat(path(TARGET)).hasContent("half and half");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path(TARGET))))
        .isEqualTo("rw-r-----");
  }

  @ParameterizedTest
  @EnumSource
  void keepsTheFirstBytesOnly(Kind kind) throws Exception {
    Files.writeString(path(PART), "half that is bad");
    try (Folder folder = kind.in(root);
        PartFile part = open(folder)) {
      part.resumeAt(5);
      write(part, "more");
      assertThat(part.sha256()).isEqualTo(sha256("half more"));
    }
    assertThat(path(PART)).hasContent("half more");
  }

  @ParameterizedTest
  @EnumSource
  void isForOneAtATime(Kind kind) throws Exception {
    try (Folder folder = kind.in(root)) {
      try (PartFile part = open(folder)) {
        write(part, "x");
        assertThat(PartFile.open(folder, PART)).isEmpty();
      }
      assertThat(PartFile.open(folder, PART).map(PartFileTest::lengthOnce)).hasValue(1L);
    }
  }

  @ParameterizedTest
  @EnumSource
  void leavesNothingBehindOfWhichNothingCame(Kind kind) throws Exception {
    try (Folder folder = kind.in(root)) {
      open(folder).close();
      try (PartFile part = open(folder)) {
        write(part, "x");
        part.remove();
      }
    }
    assertThat(directory).isEmptyDirectory();
  }

  @ParameterizedTest
  @EnumSource
  void neverGoesOnInALink(Kind kind) throws Exception {
    Path secret = Files.writeString(directory.resolve("secret"), "secret");
    Files.createSymbolicLink(path(PART), secret);
    try (Folder folder = kind.in(root)) {
      assertThatThrownBy(() -> PartFile.open(folder, PART))
          .isInstanceOf(FileSystemException.class)
          .hasMessageContaining("is no file half-way");
    }
    assertThat(secret).hasContent("secret");
  }

  @ParameterizedTest
  @EnumSource
  void saysThatThereIsNoRoom(Kind kind) throws Exception {
    try (Folder folder = kind.in(root);
        PartFile part = open(folder)) {
      write(part, "x");
      assertThatThrownBy(() -> part.requireRoom(Long.MAX_VALUE - 1))
          .isInstanceOf(FullDiskException.class)
          .hasMessageContaining("free ones");
    }
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void doesNotReplaceUnlessToldTo() throws Exception {
    Files.writeString(path(TARGET), "old");
    Folder folder = new PathFolder(directory);
    try (PartFile part = open(folder)) {
      write(part, "new");
      assertThatThrownBy(() -> part.finish(TARGET, false))
          .isInstanceOf(FileAlreadyExistsException.class);
      assertThat(path(TARGET)).hasContent("old");
      part.finish(TARGET, true);
    }
    assertThat(path(TARGET)).hasContent("new");
  }

  @Test
  void takesAFreeNameWithoutReplacing() throws Exception {
    try (PartFile part = open(new PathFolder(directory))) {
      write(part, "new");
      part.finish(TARGET, false);
    }
    assertThat(files()).containsExactly(path(TARGET));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  private static long lengthOnce(PartFile part) {
    try (part) {
      return part.length();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static PartFile open(Folder folder) throws IOException {
    Optional<PartFile> part = PartFile.open(folder, PART);
    return part.orElseThrow();
  }

  private static void write(PartFile part, String text) throws IOException {
    part.write(ByteBuffer.wrap(text.getBytes(UTF_8)));
  }

  private Path path(Path name) {
    return directory.resolve(name);
  }

  private static String sha256(String text) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
  }
}
