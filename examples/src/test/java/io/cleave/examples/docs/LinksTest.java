package io.cleave.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class LinksTest {
  @Test
  void everyRelativeLinkLeadsSomewhere() {
    assertThat(problems(Page.all())).isEmpty();
  }

  @Test
  void everyPageIsOnTheMap() {
    Page map = Page.read("docs/README.md");
    List<String> linked = map.links().stream().map(link -> resolve(map, link)).toList();
    Stream<String> pages =
        Repository.files("docs", ".md").stream().filter(page -> !page.contains("/decisions/0"));
    assertThat(pages).filteredOn(page -> !page.equals(map.name())).isSubsetOf(linked);
  }

  @Test
  void findsLinkToNoFileAndToNoHeading() {
    Page page =
        Page.of("docs/x.md", "# A b\n[a](#a-b) [b](#b) [c](../README.md) [d](d.md)\n`[e](f)`");
    assertThat(problems(List.of(page)))
        .containsExactly("docs/x.md: no heading for #b", "docs/x.md: no file for d.md");
  }

  private static List<String> problems(List<Page> pages) {
    return pages.stream().flatMap(LinksTest::problems).toList();
  }

  private static Stream<String> problems(Page page) {
    return page.links().stream()
        .filter(link -> !link.matches("[a-z]+:.*"))
        .flatMap(link -> problem(page, link));
  }

  private static Stream<String> problem(Page page, String link) {
    String file = resolve(page, link);
    if (!file.equals(page.name()) && !Repository.has(file)) {
      return Stream.of(page.name() + ": no file for " + link);
    }
    int hash = link.indexOf('#');
    if (hash < 0) {
      return Stream.empty();
    }
    Page target = file.equals(page.name()) ? page : Page.read(file);
    return target.anchors().contains(link.substring(hash + 1))
        ? Stream.empty()
        : Stream.of(page.name() + ": no heading for " + link);
  }

  private static String resolve(Page page, String link) {
    String file = link.replaceAll("#.*", "");
    if (file.isEmpty()) {
      return page.name();
    }
    var here = Repository.path(page.name());
    var root = Repository.path("");
    return root.relativize(here.resolveSibling(file).normalize()).toString();
  }
}
