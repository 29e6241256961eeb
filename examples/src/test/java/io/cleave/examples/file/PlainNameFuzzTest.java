package io.cleave.examples.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;

/** Whatever text comes: one component of a path on any system, or a sentence that can be shown. */
class PlainNameFuzzTest {
  private static final Path ROOT = Path.of("/srv/root");

  @FuzzTest(maxDuration = "3m")
  @Timeout(value = 10, unit = TimeUnit.MINUTES) // when it fuzzes, one test takes the three minutes
  void isOneComponentOrRefused(byte[] bytes) {
    String text = new String(bytes, UTF_8);
    accepted(text).ifPresent(PlainNameFuzzTest::assertIsOneComponent);
  }

  private static Optional<PlainName> accepted(String text) {
    try {
      return Optional.of(new PlainName(text));
    } catch (IllegalArgumentException refused) {
      assertThat(refused.getMessage())
          .startsWith("file_name: \"")
          .hasSizeLessThan(1200)
          .matches("\\P{Cntrl}*");
      return Optional.empty();
    }
  }

  private static void assertIsOneComponent(PlainName name) {
    String text = name.text();
    assertThat(text.getBytes(UTF_8)).hasSizeBetween(1, 255);
    assertThat(text).doesNotContain("/", "\\", ":", "\0").isNotIn(".", "..");
    assertThat(Normalizer.normalize(text, Normalizer.Form.NFC)).isEqualTo(text);
    Path below = ROOT.resolve(name.toPath());
    assertThat(below.getParent()).isEqualTo(ROOT);
    assertThat(below.normalize()).isEqualTo(below);
    assertThat(below.getFileName()).hasToString(text);
  }
}
