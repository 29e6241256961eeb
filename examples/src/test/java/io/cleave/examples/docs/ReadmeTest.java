package io.cleave.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ReadmeTest {
  private static final Pattern DEPENDENCY =
      Pattern.compile(
          "<groupId>([^<]+)</groupId>\\s*<artifactId>([^<]+)</artifactId>\\s*<version>([^<]+)<");

  private final Page readme = Page.read("README.md");

  @Test
  void showsCodeByLine15() {
    assertThat(readme.blocks().get(0).line()).isLessThan(15);
    assertThat(readme.blocks().get(0).language()).isEqualTo("java");
  }

  @Test
  void showsBothCommandsByLine30() {
    List<String> top = readme.lines().subList(0, 30);
    assertThat(top)
        .contains(
            "mvn -q -DskipTests package && java -jar examples/target/cleave.jar demo",
            "mvn verify");
  }

  @Test
  void saysToInstallBeforeTheDependencyLines() {
    String text = String.join("\n", readme.lines());
    assertThat(text.indexOf("\nmvn install\n"))
        .isPositive()
        .isLessThan(text.indexOf("<dependency>"));
  }

  @Test
  void dependencyLinesNameWhatTheBuildMakes() {
    List<String> made = dependencies(Repository.read("core/pom.xml")).limit(1).toList();
    List<String> shown =
        Page.all().stream()
            .flatMap(page -> page.blocks().stream())
            .filter(block -> block.language().equals("xml"))
            .flatMap(block -> dependencies(block.text()))
            .map(dependency -> dependency.replace("cleave-core", "cleave-parent"))
            .toList();
    assertThat(shown).isNotEmpty().allMatch(made::contains);
  }

  /** The parent of the module, or a dependency: both read alike. */
  private static Stream<String> dependencies(String xml) {
    Matcher matcher = DEPENDENCY.matcher(xml);
    return matcher.results().map(d -> d.group(1) + ":" + d.group(2) + ":" + d.group(3));
  }

  @Test
  void isTheSameInChineseButForTheProse() {
    Page chinese = Page.read("README.zh-CN.md");
    assertThat(chinese.blocks().stream().map(Block::text).toList())
        .isEqualTo(readme.blocks().stream().map(Block::text).toList());
    assertThat(headings(chinese)).isGreaterThanOrEqualTo(headings(readme));
  }

  private static long headings(Page page) {
    return page.lines().stream().filter(line -> line.startsWith("## ")).count();
  }

  @Test
  void noLineIsLongerThan130() {
    assertThat(tooLong(readme)).isEmpty();
  }

  private static Stream<String> tooLong(Page page) {
    return IntStream.range(0, page.lines().size())
        .filter(i -> page.lines().get(i).length() > 130)
        .mapToObj(i -> page.name() + ":" + (i + 1));
  }
}
