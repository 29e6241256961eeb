package io.cleave.examples.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cleave.message.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // JUnit fills in the directory
class PushedFileTest {
  private static final String MD5_OF_HI = "49f68a5c8493ec2c0bf489821c21fc3b";
  private static final String MD5_OF_HO = "b5d9b59113086d3f9f9f108adaaa9ab5";

  @TempDir Path directory;

  @Test
  void putsNameLengthAndDigestInFront() throws IOException {
    Path path = Files.writeString(directory.resolve("hi.txt"), "hi");
    assertThat(header(new PushedFile(path, "file_size")))
        .isEqualTo("{\"file_name\":\"hi.txt\",\"file_size\":2,\"md5\":\"" + MD5_OF_HI + "\"}");
  }

  @Test
  void computesTheDigestWhenTheFileOrItsTimeChanges() throws IOException {
    Path path = Files.writeString(directory.resolve("a"), "hi");
    Files.setLastModifiedTime(path, FileTime.fromMillis(1_000_000));
    PushedFile file = new PushedFile(path, "n");
    assertThat(header(file)).contains(MD5_OF_HI);

    Files.writeString(path, "ho"); // as long as before
    Files.setLastModifiedTime(path, FileTime.fromMillis(2_000_000));
    assertThat(header(file)).contains(MD5_OF_HO);

    Path other = Files.writeString(directory.resolve("b"), "hi");
    Files.setLastModifiedTime(other, FileTime.fromMillis(2_000_000)); // only the file is another
    Files.move(other, path, StandardCopyOption.REPLACE_EXISTING);
    assertThat(header(file)).contains(MD5_OF_HI);
  }

  @Test
  void computesItOnceForAnUnchangedFile() throws IOException {
    Path path = Files.writeString(directory.resolve("a"), "hi");
    FileTime time = Files.getLastModifiedTime(path);
    PushedFile file = new PushedFile(path, "n");
    header(file);
    Files.writeString(path, "ho");
    Files.setLastModifiedTime(path, time); // nobody can tell, so nobody looks
    assertThat(header(file)).contains(MD5_OF_HI);
  }

  @Test
  void saysThatTheFileIsGone() {
    PushedFile file = new PushedFile(directory.resolve("gone"), "n");
    assertThatThrownBy(file::message)
        .isInstanceOf(UncheckedIOException.class)
        .hasCauseInstanceOf(NoSuchFileException.class);
  }

  private static String header(PushedFile file) {
    Message message = file.message();
    String json = message.header().toJson();
    message.release();
    return json;
  }
}
