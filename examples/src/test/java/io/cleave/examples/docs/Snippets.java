package io.cleave.examples.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Compares the Java blocks of pages with the marked regions of compiled sources. */
final class Snippets {
  private static final Pattern SOURCE =
      Pattern.compile("(\\S+)/(\\w+)\\.java#([\\w-]+)(?: with (\\w+)=(\\S+))?");
  private static final Pattern BEGIN = Pattern.compile(" *// snippet: ?([\\w-]+)");
  private static final Pattern END = Pattern.compile(" *// end: ?([\\w-]+)");

  private Snippets() {}

  /** What is wrong with the Java blocks of these pages, one sentence each. */
  static List<String> problems(List<Page> pages) {
    return javaBlocks(pages).flatMap(block -> problem(block).stream()).toList();
  }

  private static Stream<Block> javaBlocks(List<Page> pages) {
    return pages.stream()
        .flatMap(page -> page.blocks().stream())
        .filter(block -> block.language().equals("java"));
  }

  private static Optional<String> problem(Block block) {
    if (block.marker("snippet").isEmpty()) {
      return Optional.of(block.place() + ": no <!-- snippet: path/File.java#name --> in front");
    }
    for (String source : block.marker("snippet").get().split("; ", -1)) {
      Matcher matcher = SOURCE.matcher(source);
      if (!matcher.matches()) {
        return Optional.of(block.place() + ": not path/File.java#name: " + source);
      }
      String file = matcher.group(1) + "/" + matcher.group(2) + ".java";
      Optional<String> region = region(file, matcher.group(3));
      if (region.isEmpty()) {
        return Optional.of(block.place() + ": no region " + matcher.group(3) + " in " + file);
      }
      String expected = region.get();
      if (matcher.group(4) != null) {
        expected = expected.replaceAll("\\b" + matcher.group(4) + "\\b", matcher.group(5));
      }
      if (!expected.equals(block.text())) {
        return Optional.of(block.place() + ": not what " + source + " says:\n" + expected);
      }
    }
    return Optional.empty();
  }

  /** Sources that blocks of these pages are copied from, as {@code path/File.java#name}. */
  static Set<String> shown(List<Page> pages) {
    Set<String> shown = new TreeSet<>();
    javaBlocks(pages)
        .flatMap(block -> block.marker("snippet").stream())
        .flatMap(sources -> Stream.of(sources.split("; ", -1)))
        .map(source -> source.replaceAll(" with .*", ""))
        .forEach(shown::add);
    return shown;
  }

  /** Regions marked in the sources below these directories, as {@code path/File.java#name}. */
  static Set<String> marked(String... directories) {
    Set<String> marked = new TreeSet<>();
    for (String directory : directories) {
      for (String file : Repository.files(directory, ".java")) {
        Repository.read(file)
            .lines()
            .map(BEGIN::matcher)
            .filter(Matcher::matches)
            .forEach(begin -> marked.add(file + "#" + begin.group(1)));
      }
    }
    return marked;
  }

  /** The lines of a region, moved to the left edge; regions may lie within each other. */
  static Optional<String> region(String file, String name) {
    if (!Repository.has(file)) {
      return Optional.empty();
    }
    List<String> region = new ArrayList<>();
    boolean inside = false;
    boolean ended = false;
    for (String line : Repository.read(file).lines().toList()) {
      Matcher begin = BEGIN.matcher(line);
      Matcher end = END.matcher(line);
      if (begin.matches()) {
        inside |= begin.group(1).equals(name);
      } else if (end.matches()) {
        ended |= end.group(1).equals(name);
      } else if (inside && !ended) {
        region.add(line);
      }
    }
    return ended ? Optional.of(atLeftEdge(region)) : Optional.empty();
  }

  private static String atLeftEdge(List<String> region) {
    String text = String.join("\n", region).replaceAll("\\A\\n+|\\s+\\z", "");
    return text.stripIndent() + "\n";
  }
}
