package io.cleave.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class FaultsPageTest {
  private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT))`");
  private static final Pattern PRINTED = Pattern.compile("FaultLine\\s*\\.print\\(\\s*\"(\\w+)\"");
  private static final List<String> SOURCES =
      Stream.of("core/src/test/java", "examples/src/test/java")
          .flatMap(directory -> Repository.files(directory, ".java").stream())
          .toList();

  private final List<List<String>> rows = Page.read("docs/reference/faults.md").table("row");

  @Test
  void everyRowNamesTestsThatPrintIt() {
    for (List<String> row : rows) {
      List<String> tests =
          TEST.matcher(row.get(2)).results().map((MatchResult test) -> test.group(1)).toList();
      assertThat(tests).as(row.get(0)).isNotEmpty().allSatisfy(FaultsPageTest::isThere);
      assertThat(tests)
          .as(row.get(0))
          .anySatisfy(test -> assertThat(printed(test)).contains(row.get(0)));
    }
  }

  @Test
  void everyTestThatPrintsARowIsNamedByIt() {
    for (String file : SOURCES) {
      String test = file.substring(file.lastIndexOf('/') + 1).replace(".java", "");
      if (!file.contains("/testing/")) {
        assertThat(rowsOf(test)).as(test).containsExactlyElementsOf(rowsIn(file));
      }
    }
  }

  /** Rows that name a test. */
  private Set<String> rowsOf(String test) {
    return rows.stream()
        .filter(row -> row.get(2).contains("`" + test + "`"))
        .map(row -> row.get(0))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static void isThere(String test) {
    assertThat(SOURCES).anyMatch(file -> file.endsWith("/" + test + ".java"));
  }

  private static Set<String> printed(String test) {
    return SOURCES.stream()
        .filter(file -> file.endsWith("/" + test + ".java"))
        .findFirst()
        .map(FaultsPageTest::rowsIn)
        .orElse(Set.of());
  }

  private static Set<String> rowsIn(String file) {
    Set<String> rows = new TreeSet<>();
    Matcher printed = PRINTED.matcher(Repository.read(file));
    while (printed.find()) {
      rows.add(printed.group(1));
    }
    return rows;
  }
}
