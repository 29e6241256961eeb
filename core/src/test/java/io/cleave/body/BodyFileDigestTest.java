package io.cleave.body;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BodyFileDigestTest {
  private static final String SHA_256_OF_ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  private static final String MD5_OF_ABC = "900150983cd24fb0d6963f7d28e17f72";
  private static final String MD5_OF_ABD = "4911e516e5aa21d327512e0c8b197616";

  private Path directory;
  private Path target;

  @BeforeEach
  void chooseTarget(@TempDir Path fresh) {
    directory = fresh;
    target = fresh.resolve("big.iso");
  }

  @AfterEach
  void noPartIsLeft() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.filter(file -> !file.equals(target))).isEmpty();
    }
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  @Test
  void computesADigestOnTheWay() throws IOException {
    try (BodyFile file = BodyFile.create(FileTarget.of(target).withDigest("SHA-256"), 3)) {
      file.write(bytes("ab"));
      assertThatIllegalStateException()
          .isThrownBy(file::digestHex)
          .withMessage("digestHex: 2 bytes so far (expected: all 3)");
      file.write(bytes("c"));
      assertThat(file.digestHex()).isEqualTo(SHA_256_OF_ABC);
      file.commit();
      assertThat(file.digestHex()).isEqualTo(SHA_256_OF_ABC);
    }
  }

  @Test
  void hasNoDigestUnlessItIsAskedFor() throws IOException {
    try (BodyFile file = BodyFile.create(target, 0)) {
      assertThatIllegalStateException()
          .isThrownBy(file::digestHex)
          .withMessage("digestHex: none was asked for (expected: FileTarget.withDigest)");
      assertThatIllegalArgumentException().isThrownBy(() -> file.commit(MD5_OF_ABC));
    }
  }

  @Test
  void keepsAFileWithTheRightDigest() throws IOException {
    FileTarget checked = FileTarget.of(target).withDigest("MD5", MD5_OF_ABC);
    try (BodyFile file = BodyFile.create(checked, 3)) {
      file.write(bytes("abc"));
      file.commit();
    }
    assertThat(target).hasContent("abc");
  }

  @Test
  void keepsNoFileWithAnotherDigest() throws IOException {
    FileTarget checked = FileTarget.of(target).withDigest("MD5", MD5_OF_ABC);
    BodyFile file = BodyFile.create(checked, 3);
    file.write(bytes("abd"));
    BodyDigestException failure = catchThrowableOfType(BodyDigestException.class, file::commit);
    assertThat(failure.algorithm()).isEqualTo("MD5");
    assertThat(failure.expected()).isEqualTo(MD5_OF_ABC);
    assertThat(failure.actual()).isEqualTo(MD5_OF_ABD);
    assertThat(failure)
        .hasMessage(
            "body: MD5 " + MD5_OF_ABD + " (expected: " + MD5_OF_ABC + "); the file was not kept");
    assertThat(failure.getStackTrace()).isEmpty();
    assertThat(target).doesNotExist();
  }

  @Test
  void comparesADigestThatCameBehindTheBody() throws IOException {
    FileTarget digested = FileTarget.of(target).withDigest("SHA-256");
    BodyFile wrong = BodyFile.create(digested, 3);
    wrong.write(bytes("abd"));
    assertThatThrownBy(() -> wrong.commit(SHA_256_OF_ABC)).isInstanceOf(BodyDigestException.class);
    BodyFile right = BodyFile.create(digested, 3);
    right.write(bytes("abc"));
    right.commit(SHA_256_OF_ABC.toUpperCase(Locale.ROOT));
    assertThat(target).hasContent("abc");
  }

  @Test
  void aDigestThatCameBehindDoesNotReplaceTheOneThatWasExpected() throws IOException {
    BodyFile file = BodyFile.create(FileTarget.of(target).withDigest("MD5", MD5_OF_ABC), 3);
    file.write(bytes("abd"));
    assertThatThrownBy(() -> file.commit(MD5_OF_ABD)).isInstanceOf(BodyDigestException.class);
  }
}
