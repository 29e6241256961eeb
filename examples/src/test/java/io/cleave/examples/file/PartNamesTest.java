package io.cleave.examples.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.body.BodyFile;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartNamesTest {
  @ParameterizedTest
  @ValueSource(strings = {"a", "big.iso", "你好.txt", ".hidden", "%LONG%"})
  void areThoseOfFilesHalfWayAndFitEveryFileSystem(String text) {
    String name = text.replace("%LONG%", "好".repeat(85));
    Path part = PartNames.ofDownload(name, "sub/" + name, "");
    Path note = PartNames.ofDownload(name, "sub/" + name, ".version");
    for (Path path : new Path[] {part, note}) {
      assertThat(BodyFile.isPart(path)).isTrue();
      assertThat(path.toString().getBytes(UTF_8)).hasSizeLessThanOrEqualTo(255);
    }
    assertThat(note).isNotEqualTo(part);
    assertThat(PartNames.ofDownload(name, "sub/" + name, "")).isEqualTo(part);
    assertThat(PartNames.ofDownload(name, "other/" + name, "")).isNotEqualTo(part);
  }
}
