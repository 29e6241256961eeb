package io.cleave.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoldenFilesTest {

  private static final String SCRIPT = "/wire/make_vectors.py";

  @Test
  void areWhatPythonWrites(@TempDir Path directory) throws IOException {
    Python.run(SCRIPT, Duration.ofSeconds(60), directory.toString()).successful();

    Map<String, String> checkedIn = tables(Python.file(SCRIPT).resolveSibling("."));
    assertThat(tables(directory))
        .as("run make_vectors.py, and look at what changed")
        .isEqualTo(checkedIn)
        .hasSizeGreaterThan(30);
  }

  @Test
  void readAsTables() {
    GoldenFile file = GoldenFile.read("int16-le");

    assertThat(file.about("notation")).isEqualTo("<h");
    assertThat(file.accepted()).filteredOn(row -> row.number("value") == 3).hasSize(1);
    assertThat(file.refused()).isNotEmpty().allMatch(row -> row.number("value") < 0);
    assertThat(file.rows().get(3).bytes("frame")).containsExactly(3, 0, 'a', 'a', 'a');
  }

  private static Map<String, String> tables(Path directory) throws IOException {
    Map<String, String> tables = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".txt")).toList()) {
        tables.put(
            file.getFileName().toString(), Files.readString(file, StandardCharsets.US_ASCII));
      }
    }
    return tables;
  }
}
