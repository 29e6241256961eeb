package io.cleave.body;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PartNameTest {
  @Test
  void isHiddenAndEndsInPart() {
    assertThat(PartName.random("big.iso")).matches("\\.big\\.iso\\.[0-9a-f]{16}\\.part");
  }

  @Test
  void isNeverTheSameTwice() {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      names.add(PartName.random("x"));
    }
    assertThat(names).hasSize(1000);
  }

  static List<String> longNames() {
    return List.of(
        "x".repeat(255), "ü".repeat(127), "€".repeat(85), "😀".repeat(63), "a" + "😀".repeat(63));
  }

  @ParameterizedTest
  @MethodSource("longNames")
  void fitsIntoOneComponentAndCutsNoCharacter(String name) {
    String part = PartName.random(name);
    assertThat(part.getBytes(UTF_8)).hasSizeBetween(252, 255);
    assertThat(new String(part.getBytes(UTF_8), UTF_8)).isEqualTo(part).doesNotContain("?");
    assertThat(PartName.matches(part)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "big.iso",
        ".big.iso.part",
        "big.iso.0123456789abcdef.part",
        ".big.iso.0123456789abcde.part",
        ".big.iso.0123456789ABCDEF.part",
        ".big.iso.0123456789abcdef.part.gz"
      })
  void doesNotTakeSomebodyElsesFileForAPart(String name) {
    assertThat(PartName.matches(name)).isFalse();
  }

  @Test
  void knowsAPartOfANameWithALineBreak() {
    assertThat(PartName.matches(PartName.random("a\nb"))).isTrue();
  }
}
