package io.cleave.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FileTargetTest {
  private static final String MD5_OF_NOTHING = "d41d8cd98f00b204e9800998ecf8427e";
  private final FileTarget target = FileTarget.of(Path.of("inbox", "big.iso"));

  @Test
  void replacesNothingAndComputesNothingByDefault() {
    assertThat(target.replacing()).isFalse();
    assertThat(target.digestAlgorithm()).isEmpty();
    assertThat(target.expectedDigest()).isEmpty();
    assertThat(target.permissions()).isEqualTo(FileTarget.DEFAULT_PERMISSIONS);
    assertThat(FileTarget.DEFAULT_PERMISSIONS)
        .containsExactlyInAnyOrder(
            PosixFilePermission.OWNER_READ,
            PosixFilePermission.OWNER_WRITE,
            PosixFilePermission.GROUP_READ);
  }

  @Test
  void derivesOneSettingAtATime() {
    FileTarget all =
        target
            .withReplacing(true)
            .withDigest("MD5", MD5_OF_NOTHING)
            .withPermissions(Set.of(PosixFilePermission.OWNER_READ));
    assertThat(all)
        .isEqualTo(
            new FileTarget(
                target.path(),
                true,
                Set.of(PosixFilePermission.OWNER_READ),
                "MD5",
                MD5_OF_NOTHING));
    assertThat(all.withDigest("SHA-256").expectedDigest()).isEmpty();
    assertThat(target.replacing()).isFalse();
  }

  @Test
  void comparesDigestsInLowerCase() {
    assertThat(target.withDigest("MD5", "D41D8CD98F00B204E9800998ECF8427E").expectedDigest())
        .isEqualTo(MD5_OF_NOTHING);
  }

  @Test
  void copiesItsPermissions() {
    Set<PosixFilePermission> mine = EnumSet.of(PosixFilePermission.OWNER_READ);
    FileTarget derived = target.withPermissions(mine);
    mine.add(PosixFilePermission.OTHERS_WRITE);
    assertThat(derived.permissions()).containsExactly(PosixFilePermission.OWNER_READ);
  }

  /** A digest that is none. */
  record BadDigest(String algorithm, String expected, String sentence) {}

  static List<BadDigest> badDigests() {
    return List.of(
        new BadDigest(
            "MD4711",
            "",
            "digestAlgorithm: MD4711 (expected: one this machine knows, such as SHA-256 or MD5)"),
        new BadDigest(
            "", "00", "expectedDigest: 2 characters (expected: none without an algorithm)"),
        new BadDigest(
            "MD5", "00", "expectedDigest: 2 characters (expected: 32 hex digits for MD5)"),
        new BadDigest(
            "MD5",
            "g".repeat(32),
            "expectedDigest: 32 characters (expected: 32 hex digits for MD5)"),
        new BadDigest(
            "MD5",
            "\u0661".repeat(32),
            "expectedDigest: 32 characters (expected: 32 hex digits for MD5)"),
        new BadDigest(
            "SHA-256",
            "\n".repeat(64),
            "expectedDigest: 64 characters (expected: 64 hex digits for SHA-256)"));
  }

  @ParameterizedTest
  @MethodSource("badDigests")
  void refusesDigestsThatAreNone(BadDigest bad) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> target.withDigest(bad.algorithm(), bad.expected()))
        .withMessage(bad.sentence());
  }

  @Test
  void refusesAPathWithoutAName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FileTarget.of(Path.of("/")))
        .withMessage("path: / (expected: one that ends in a file name)");
    assertThatIllegalArgumentException().isThrownBy(() -> FileTarget.of(Path.of("")));
  }

  @Test
  @SuppressWarnings("NullAway") // that is the point
  void refusesNullByName() {
    assertThatNullPointerException().isThrownBy(() -> FileTarget.of(null)).withMessage("path");
    assertThatNullPointerException()
        .isThrownBy(() -> target.withPermissions(null))
        .withMessage("permissions");
    assertThatNullPointerException()
        .isThrownBy(() -> target.withDigest(null))
        .withMessage("digestAlgorithm");
    assertThatNullPointerException()
        .isThrownBy(() -> target.withDigest("MD5", null))
        .withMessage("expectedDigest");
  }
}
