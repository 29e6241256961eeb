package io.cleave.body;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyFileTest {
  private Path directory;
  private Path target;

  @BeforeEach
  void chooseTarget(@TempDir Path fresh) {
    directory = fresh;
    target = fresh.resolve("big.iso");
  }

  @AfterEach
  void noPartIsLeft() throws IOException {
    assertThat(parts()).isEmpty();
    assertThat(Pull.descriptorsBelow(directory)).isZero();
  }

  private List<Path> parts() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".part")).toList();
    }
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  @Test
  void appearsWholeAndOnlyWhenItIsCommitted() throws IOException {
    try (BodyFile file = BodyFile.create(target, 6)) {
      file.write(bytes("abc"));
      assertThat(target).doesNotExist();
      file.write(bytes("def"));
      assertThat(file.written()).isEqualTo(6);
      assertThat(target).doesNotExist();
      file.commit();
      assertThat(target).hasContent("abcdef");
    }
    assertThat(target).hasContent("abcdef");
  }

  @Test
  void takesAnEmptyBody() throws IOException {
    try (BodyFile file = BodyFile.create(FileTarget.of(target).withDigest("MD5"), 0)) {
      file.commit();
      assertThat(file.digestHex()).isEqualTo("d41d8cd98f00b204e9800998ecf8427e");
    }
    assertThat(target).isEmptyFile();
  }

  @Test
  void takesABodyWhoseLengthNobodyAnnounced() throws IOException {
    try (BodyFile file = BodyFile.create(FileTarget.of(target).withDigest("MD5"))) {
      file.write(bytes("abc"));
      file.write(bytes("def"));
      assertThat(file).hasToString("BodyFile[" + target + ", 6 bytes, RECEIVING]");
      assertThat(target).doesNotExist();
      file.commit();
      assertThat(file.digestHex()).isEqualTo("e80b5017098950fc58aad83c8c14978e");
    }
    assertThat(target).hasContent("abcdef");

    Path empty = directory.resolve("empty");
    try (BodyFile file = BodyFile.create(FileTarget.of(empty))) {
      file.commit();
    }
    assertThat(empty).isEmptyFile();
  }

  @Test
  void takesNothingBehindTheDigest() throws IOException {
    try (BodyFile file = BodyFile.create(FileTarget.of(target).withDigest("MD5"))) {
      file.write(bytes("abcdef"));
      assertThat(file.digestHex()).isEqualTo("e80b5017098950fc58aad83c8c14978e");
      assertThatIllegalStateException()
          .isThrownBy(() -> file.write(bytes("g")))
          .withMessageContaining("1 bytes behind the digest");
      file.commit();
    }
    assertThat(target).hasContent("abcdef");
  }

  @Test
  void tellsATemporaryFileByItsName() throws IOException {
    try (BodyFile file = BodyFile.create(target, 3)) {
      assertThat(file.written()).isZero();
      assertThat(parts()).hasSize(1).allMatch(BodyFile::isPart);
    }
    assertThat(BodyFile.isPart(target)).isFalse();
    assertThat(BodyFile.isPart(directory.resolve("big.iso.part"))).isFalse();
    assertThat(BodyFile.isPart(Path.of("/"))).isFalse();
  }

  @Test
  void takesEveryKindOfBufferAndConsumesItWithoutReleasing() throws IOException {
    CompositeByteBuf composite = Unpooled.compositeBuffer();
    composite.addComponents(
        true, Unpooled.copiedBuffer("mn", UTF_8), Unpooled.EMPTY_BUFFER, direct("op"));
    List<ByteBuf> buffers =
        List.of(
            Unpooled.EMPTY_BUFFER,
            Unpooled.copiedBuffer("abc", UTF_8),
            direct("def"),
            direct("XXghi").skipBytes(2),
            Unpooled.copiedBuffer("jkl", UTF_8).asReadOnly(),
            composite);
    try (BodyFile file = BodyFile.create(FileTarget.of(target).withDigest("SHA-256"), 18)) {
      for (ByteBuf buffer : buffers) {
        file.write(buffer);
        assertThat(buffer.isReadable()).isFalse();
        assertThat(buffer.refCnt()).isEqualTo(1);
      }
      ByteBuffer readOnly = bytes("qr").asReadOnlyBuffer();
      file.write(readOnly);
      assertThat(readOnly.hasRemaining()).isFalse();
      file.commit();
    }
    buffers.forEach(ByteBuf::release);
    assertThat(target).hasContent("abcdefghijklmnopqr");
  }

  private static ByteBuf direct(String text) {
    return Unpooled.directBuffer().writeBytes(text.getBytes(UTF_8));
  }

  @Test
  void takesBuffersLongerThanOneWrite() throws IOException {
    byte[] long_ = "0123456789".repeat(500_000).getBytes(UTF_8);
    try (BodyFile file = BodyFile.create(target, long_.length)) {
      file.write(ByteBuffer.wrap(long_));
      file.commit();
    }
    assertThat(target).hasBinaryContent(long_);
  }

  @Test
  void hasItsPermissionsFromTheFirstByteOn() throws IOException {
    try (BodyFile file = BodyFile.create(target, 3)) {
      assertThat(Files.getPosixFilePermissions(parts().get(0)))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      file.write(bytes("abc"));
      file.commit();
    }
    assertThat(Files.getPosixFilePermissions(target))
        .isEqualTo(PosixFilePermissions.fromString("rw-r-----"));

    Set<PosixFilePermission> mine = PosixFilePermissions.fromString("r--r--r--");
    try (BodyFile file =
        BodyFile.create(FileTarget.of(target).withReplacing(true).withPermissions(mine), 0)) {
      file.commit();
    }
    assertThat(Files.getPosixFilePermissions(target)).isEqualTo(mine);
  }

  @Test
  void isWrittenBesideItsTarget() throws IOException {
    try (BodyFile file = BodyFile.create(target, 3)) {
      assertThat(parts()).hasSize(1);
      assertThat(parts().get(0).getFileName().toString())
          .matches("\\.big\\.iso\\.[0-9a-f]{16}\\.part");
      assertThat(file).hasToString("BodyFile[" + target + ", 0 of 3 bytes, RECEIVING]");
    }
  }

  @Test
  void takesARelativePathWithoutADirectory() throws IOException {
    Path relative = Path.of("BodyFileTest-" + System.nanoTime());
    try (BodyFile file = BodyFile.create(relative, 0)) {
      file.commit();
      assertThat(relative).isEmptyFile();
    } finally {
      Files.deleteIfExists(relative);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  void closingWithoutACommitLeavesNothing(int written) throws IOException {
    BodyFile file = BodyFile.create(target, 3);
    file.write(bytes("abc".substring(0, written)));
    file.close();
    file.close();
    file.abort();
    assertThat(target).doesNotExist();
    assertThat(file.toString()).endsWith("ABORTED]");
    assertThatIllegalStateException()
        .isThrownBy(() -> file.write(bytes("x")))
        .withMessage(target + ": aborted before (expected: one that is being received)");
    assertThatIllegalStateException().isThrownBy(file::commit);
  }

  @Test
  void abortingAfterACommitDoesNothing() throws IOException {
    BodyFile file = BodyFile.create(target, 0);
    file.commit();
    file.abort();
    file.close();
    assertThat(target).exists();
    assertThatIllegalStateException()
        .isThrownBy(file::commit)
        .withMessageContaining("committed before");
    assertThatIllegalStateException().isThrownBy(() -> file.write(bytes("x")));
  }

  @Test
  void refusesTooManyBytesBeforeWritingOne() throws IOException {
    BodyFile file = BodyFile.create(target, 5);
    file.write(bytes("abc"));
    BodyLengthException failure =
        catchThrowableOfType(BodyLengthException.class, () -> file.write(bytes("def")));
    assertThat(failure).hasMessage("body: at least 6 bytes (expected: 5 as announced)");
    assertThat(failure.expected()).isEqualTo(5);
    assertThat(failure.got()).isEqualTo(6);
    assertThat(parts()).isEmpty();
    ByteBuf more = direct("x");
    assertThatIllegalStateException().isThrownBy(() -> file.write(more));
    more.release();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4})
  void refusesToCommitTooFewBytes(int written) throws IOException {
    BodyFile file = BodyFile.create(target, 5);
    file.write(bytes("abcd".substring(0, written)));
    assertThatThrownBy(file::commit)
        .isInstanceOf(BodyLengthException.class)
        .hasMessage("body: " + written + " bytes (expected: 5 as announced)");
    assertThat(target).doesNotExist();
  }

  @Test
  void doesNotReplaceWhatIsThere() throws IOException {
    Files.writeString(target, "old");
    assertThatThrownBy(() -> BodyFile.create(target, 3))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessage(target + ": exists already, and was not to be replaced");
    assertThat(target).hasContent("old");
  }

  @Test
  void doesNotReplaceWhatCameMeanwhile() throws IOException {
    BodyFile file = BodyFile.create(target, 3);
    file.write(bytes("new"));
    Files.writeString(target, "old");
    assertThatThrownBy(file::commit).isInstanceOf(FileAlreadyExistsException.class);
    assertThat(target).hasContent("old");
  }

  @Test
  void replacesWhatIsThereIfItIsToldTo() throws IOException {
    Files.writeString(target, "old");
    try (BodyFile file = BodyFile.create(FileTarget.of(target).withReplacing(true), 3)) {
      file.write(bytes("new"));
      assertThat(target).hasContent("old");
      file.commit();
    }
    assertThat(target).hasContent("new");
  }

  @Test
  void replacesALinkItselfAndNeverFollowsIt() throws IOException {
    Path elsewhere = Files.writeString(directory.resolve("elsewhere"), "old");
    Files.createSymbolicLink(target, elsewhere);
    assertThatThrownBy(() -> BodyFile.create(target, 3))
        .isInstanceOf(FileAlreadyExistsException.class);
    try (BodyFile file = BodyFile.create(FileTarget.of(target).withReplacing(true), 3)) {
      file.write(bytes("new"));
      file.commit();
    }
    assertThat(target).isRegularFile().hasContent("new");
    assertThat(Files.isSymbolicLink(target)).isFalse();
    assertThat(elsewhere).hasContent("old");
  }

  @Test
  void replacesNoDirectory() throws IOException {
    Files.createDirectory(target);
    assertThatThrownBy(() -> BodyFile.create(FileTarget.of(target).withReplacing(true), 3))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("only a file can be replaced");
  }

  @Test
  void needsADirectory() {
    assertThatThrownBy(() -> BodyFile.create(directory.resolve("none").resolve("big.iso"), 3))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void refusesANegativeLength() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BodyFile.create(target, -1))
        .withMessage("expectedLength: -1 (expected: 0..2^63-1)");
  }

  @Test
  void refusesMoreThanTheDiskHas() {
    NoSpaceException failure =
        catchThrowableOfType(NoSpaceException.class, () -> BodyFile.create(target, Long.MAX_VALUE));
    assertThat(failure.needed()).isEqualTo(Long.MAX_VALUE);
    assertThat(failure.usable()).isPositive();
    assertThat(failure)
        .hasMessageStartingWith(
            target + ": 9223372036854775807 more bytes (expected: at most the ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "ü", "€", "😀"})
  void takesTheLongestNameTheFileSystemTakes(String character) throws IOException {
    String name = character.repeat(255 / character.getBytes(UTF_8).length);
    Path longest = directory.resolve(name);
    try (BodyFile file = BodyFile.create(longest, 1)) {
      file.write(bytes("a"));
      file.commit();
    }
    assertThat(longest).hasContent("a");
    assertThatThrownBy(() -> BodyFile.create(directory.resolve(name + "xxxx"), 1))
        .isInstanceOf(FileSystemException.class);
  }

  @Test
  void sweepsTheStalePartsOfKilledProcessesAndNothingElse() throws IOException {
    Instant now = Instant.now();
    Path stale = touch(PartName.random("big.iso"), now.minus(Duration.ofHours(25)));
    Path fresh = touch(PartName.random("big.iso"), now.minus(Duration.ofHours(23)));
    Path other = touch(".big.iso.part", now.minus(Duration.ofDays(100)));
    Path folder = Files.createDirectory(directory.resolve(PartName.random("folder")));
    Files.setLastModifiedTime(folder, FileTime.from(now.minus(Duration.ofDays(100))));

    assertThat(BodyFile.removeStaleParts(directory, Duration.ofHours(24))).isEqualTo(1);

    assertThat(stale).doesNotExist();
    assertThat(fresh).exists();
    assertThat(other).exists();
    assertThat(folder).exists();
    for (Path path : List.of(fresh, other, folder)) {
      Files.delete(path);
    }
  }

  private Path touch(String name, Instant lastModified) throws IOException {
    Path file = Files.writeString(directory.resolve(name), "x");
    return Files.setLastModifiedTime(file, FileTime.from(lastModified));
  }
}
