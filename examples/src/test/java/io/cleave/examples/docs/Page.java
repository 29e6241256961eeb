package io.cleave.examples.docs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One Markdown file, as far as these tests understand it.
 *
 * @param name its path from the root of the repository
 * @param lines without their ends
 */
record Page(String name, List<String> lines) {
  private static final String FENCE = "```";
  private static final Pattern MARKER_LINE = Pattern.compile("<!-- (\\w+: .*\\S) -->");
  private static final Pattern LINK = Pattern.compile("\\[[^\\[\\]]*]\\(([^()\\s]+)\\)");
  private static final Pattern CODE = Pattern.compile("`[^`\n]*`");
  private static final Pattern HEADING = Pattern.compile("#+ +(.*)");

  static Page of(String name, String text) {
    return new Page(name, text.lines().toList());
  }

  static Page read(String name) {
    return of(name, Repository.read(name));
  }

  /** README, what stands beside it, and everything below docs. */
  static List<Page> all() {
    Stream<String> top =
        Stream.of(
            "README.md",
            "README.zh-CN.md",
            "CHANGELOG.md",
            "CONTRIBUTING.md",
            "SECURITY.md",
            "benchmarks/README.md");
    return Stream.concat(top.filter(Repository::has), Repository.files("docs", ".md").stream())
        .map(Page::read)
        .toList();
  }

  List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    Map<String, String> markers = new LinkedHashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      Matcher marker = MARKER_LINE.matcher(lines.get(i));
      if (marker.matches()) {
        addMarkers(markers, marker.group(1));
        continue;
      }
      if (lines.get(i).startsWith(FENCE)) {
        int begin = i;
        do {
          i++;
        } while (i < lines.size() && !lines.get(i).equals(FENCE));
        String language = lines.get(begin).substring(FENCE.length());
        String text = String.join("\n", lines.subList(begin + 1, Math.min(i, lines.size()))) + "\n";
        blocks.add(new Block(name, begin + 1, language, Map.copyOf(markers), text));
      }
      markers.clear();
    }
    return blocks;
  }

  private static void addMarkers(Map<String, String> markers, String comment) {
    for (String marker : comment.split("; ", -1)) {
      String[] parts = marker.split(": ", 2);
      markers.merge(parts[0], parts[1], (first, second) -> first + "; " + second);
    }
  }

  /** The block behind another one, with nothing but prose between them: no heading. */
  Optional<Block> blockBehind(Block block) {
    List<String> prose = prose().toList();
    int heading =
        IntStream.range(block.line(), lines.size())
            .filter(i -> HEADING.matcher(prose.get(i)).matches())
            .findFirst()
            .orElse(lines.size());
    return blocks().stream()
        .filter(other -> other.line() > block.line() && other.line() <= heading)
        .findFirst();
  }

  /** Targets of all links, in order. */
  List<String> links() {
    String text = CODE.matcher(String.join("\n", prose().toList())).replaceAll("");
    return LINK.matcher(text).results().map(link -> link.group(1)).toList();
  }

  /** What stands between single ticks, in order. */
  List<String> inlineCode() {
    return prose()
        .flatMap(line -> CODE.matcher(line).results())
        .map(code -> code.group().replace("`", ""))
        .toList();
  }

  /** What a link can name behind a {@code #}, made as code forges make it. */
  List<String> anchors() {
    return prose()
        .map(HEADING::matcher)
        .filter(Matcher::matches)
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\w\\- ]", "").replace(' ', '-'))
        .toList();
  }

  /** Cells of the tables whose first column has that heading, without the rows above and below. */
  List<List<String>> table(String firstHeading) {
    List<List<String>> rows = new ArrayList<>();
    boolean inside = false;
    for (String line : prose().toList()) {
      List<String> cells = cells(line);
      if (cells.isEmpty()) {
        inside = false;
      } else if (cells.get(0).equals(firstHeading)) {
        inside = true;
      } else if (inside && !cells.get(0).startsWith("---")) {
        rows.add(cells);
      }
    }
    return rows;
  }

  private static List<String> cells(String line) {
    if (!line.startsWith("| ") && !line.startsWith("|-")) {
      return List.of();
    }
    String inner = line.substring(1, line.length() - (line.endsWith("|") ? 1 : 0));
    return Arrays.stream(inner.split("(?<!\\\\)\\|", -1)).map(String::strip).toList();
  }

  private Stream<String> prose() {
    List<String> prose = new ArrayList<>();
    boolean code = false;
    for (String line : lines) {
      if (line.startsWith(FENCE)) {
        code = !code;
      }
      prose.add(code || line.startsWith(FENCE) ? "" : line);
    }
    return prose.stream();
  }
}
