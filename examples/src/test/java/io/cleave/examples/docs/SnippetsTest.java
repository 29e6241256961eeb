package io.cleave.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SnippetsTest {
  private static final String HERE = "examples/src/test/java/io/cleave/examples/docs/";
  private static final String THIS = HERE + "SnippetsTest.java";

  @Test
  void everyJavaBlockIsACopyOfCompiledCode() {
    assertThat(Snippets.problems(Page.all())).isEmpty();
  }

  @Test
  void everyMarkedRegionIsShown() {
    Set<String> marked = Snippets.marked("examples/src", "core/src/it");
    marked.removeIf(source -> source.startsWith(THIS));
    assertThat(Snippets.shown(Page.all())).containsAll(marked);
  }

  @Test
  void everySnippetIsRunByATest() {
    for (String source : Snippets.shown(Page.all())) {
      String file = source.substring(0, source.indexOf('#'));
      String name = file.substring(file.lastIndexOf('/') + 1).replace(".java", "");
      boolean isTest = name.endsWith("Test") || name.endsWith("IT");
      boolean isConsumer = file.startsWith("core/src/it/");
      assertThat(isTest || isConsumer || isUsedByTest(name)).as(source).isTrue();
    }
  }

  private static boolean isUsedByTest(String name) {
    return Repository.files("examples/src/test", ".java").stream()
        .filter(file -> file.endsWith("Test.java") || file.endsWith("IT.java"))
        .anyMatch(file -> Repository.read(file).matches("(?s).*\\b" + name + "\\b.*"));
  }

  @Test
  void findsRegionAtItsLeftEdge() {
    // snippet: inner
    if (THIS.isEmpty()) {
      throw new AssertionError();
    }
    // end: inner
    assertThat(Snippets.region(THIS, "inner"))
        .contains("if (THIS.isEmpty()) {\n  throw new AssertionError();\n}\n");
  }

  @Test
  void refusesBlockWithoutSource() {
    assertThat(problems("```java\nint a;\n```"))
        .containsExactly("x.md:1: no <!-- snippet: path/File.java#name --> in front");
  }

  @Test
  void refusesBlockThatDiffers() {
    String block = "<!-- snippet: " + THIS + "#inner -->\n```java\nif (THIS.isEmpty()) {\n```";
    assertThat(problems(block)).singleElement().asString().contains("x.md:2: not what");
  }

  @Test
  void refusesRegionThatIsNotThere() {
    String block = "<!-- snippet: " + THIS + "#outer -->\n```java\n```";
    assertThat(problems(block)).containsExactly("x.md:2: no region outer in " + THIS);
  }

  private static List<String> problems(String text) {
    return Snippets.problems(List.of(Page.of("x.md", text)));
  }
}
