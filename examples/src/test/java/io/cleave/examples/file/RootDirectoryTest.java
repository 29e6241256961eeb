package io.cleave.examples.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cleave.examples.console.FailureException;
import io.cleave.examples.testing.FaultLine;
import io.cleave.examples.testing.FullRuns;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway.Init") // JUnit fills in the directory
class RootDirectoryTest {
  @TempDir Path directory;

  private OpenTree tree;
  private RootDirectory root;

  @BeforeEach
  void plant() throws IOException {
    tree = OpenTree.in(directory);
    root = RootDirectory.of(tree.root());
  }

  @AfterEach
  void close() throws IOException {
    root.close();
  }

  @ParameterizedTest
  @CsvSource({"file.txt, inside file", "sub/deep.txt, inside deep", "你好.txt, inside 你好"})
  void opensWhatIsThere(String name, String content) throws IOException {
    try (FileChannel file = root.open(name)) {
      assertThat(file.size()).isEqualTo(content.getBytes(UTF_8).length);
      assertThat(read(file)).isEqualTo(content);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/etc/passwd",
        "..",
        "../secret.txt",
        "../root2/secret.txt",
        "sub/../file.txt",
        "sub/../../secret.txt",
        "sub//deep.txt",
        "sub/",
        "./file.txt",
        "sub\\deep.txt",
        "a\0b"
      })
  void refusesNamesThatArePaths(String name) {
    assertThatThrownBy(() -> root.open(name)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "sub, is no file",
    "link-to-file, is no file",
    "link-to-secret, is no file",
    "link-to-nothing, is no file",
    "link-to-itself, is no file",
    "link-to-sub/deep.txt, is no directory",
    "link-up/secret.txt, is no directory",
    "link-to-itself/deep.txt, is no directory",
    "file.txt/deep.txt, is no directory",
    ".file.txt.0123456789abcdef.part, is no file"
  })
  void refusesWhatIsNoFile(String name, String sentence) {
    assertThatThrownBy(() -> root.open(name))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining(sentence);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gone.txt", "gone/deep.txt", "sub/gone.txt", "%66ile.txt", "FILE.TXT"})
  void saysThatThereIsNone(String name) {
    assertThatThrownBy(() -> root.open(name)).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void servesAHardLink() throws IOException {
    Files.createLink(tree.root().resolve("hard.txt"), directory.resolve("secret.txt"));
    try (FileChannel file = root.open("hard.txt")) {
      assertThat(read(file)).isEqualTo(OpenTree.SECRET);
    }
  }

  @Test
  void staysWhereItWasOpened() throws IOException {
    Files.move(tree.root(), directory.resolve("moved"));
    Files.createSymbolicLink(tree.root(), directory);
    assertThatThrownBy(() -> root.open("secret.txt")).isInstanceOf(NoSuchFileException.class);
    root.open("file.txt").close();
  }

  @Test
  void opensARootThroughALink() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("to-root"), tree.root());
    try (RootDirectory linked = RootDirectory.of(link)) {
      linked.open("file.txt").close();
    }
  }

  @Test
  void refusesAFileSystemThatCannotOpenRelativeToADirectory() throws IOException {
    Path archive = directory.resolve("archive.zip");
    try (FileSystem files = FileSystems.newFileSystem(archive, Map.of("create", "true"))) {
      Path inside = Files.createDirectory(files.getPath("/served"));
      assertThatThrownBy(() -> RootDirectory.of(inside))
          .isInstanceOf(FailureException.class)
          .hasMessageContaining("cannot be opened relative to a directory");
    }
  }

  @Test
  void refusesARootThatIsNoDirectory() {
    assertThatThrownBy(() -> RootDirectory.of(tree.root().resolve("file.txt")))
        .isInstanceOf(FailureException.class)
        .hasMessageEndingWith("file.txt: not a directory");
  }

  /** 10 000 names in every build, 1 000 000 with {@code -Dcleave.full}. */
  @Test
  void noNameMadeOfBadPiecesLeadsOut() throws IOException {
    Random random = new Random(1);
    int names = FullRuns.count(1_000_000);
    int opened = 0;
    int escaped = 0;
    for (int i = 0; i < names; i++) {
      String content = readIfOpened(BadNames.random(random));
      opened += content.isEmpty() ? 0 : 1;
      escaped += content.isEmpty() || content.startsWith(OpenTree.INSIDE) ? 0 : 1;
    }
    FaultLine.print(
        "X1", "%s names of bad pieces, %s led to a file, %s out of it", names, opened, escaped);
    assertThat(opened).as("names that are good").isPositive();
    assertThat(escaped).isZero();
  }

  private String readIfOpened(String name) {
    try (FileChannel file = root.open(name)) {
      return read(file);
    } catch (IllegalArgumentException | IOException refused) {
      return "";
    }
  }

  private static String read(FileChannel file) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(100);
    file.read(bytes);
    return UTF_8.decode(bytes.flip()).toString();
  }
}
