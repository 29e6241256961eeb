package io.cleave.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A table of golden bytes from {@code src/test/resources/wire}, written there by {@code
 * make_vectors.py} with CPython's {@code struct} and {@code json}.
 *
 * <pre>{@code
 * # notation <h
 * # columns value payload frame
 * 3        616263         0300+616263
 * 300      repeat:61*300  2c01+repeat:61*300
 * -1       refused        ffff
 * }</pre>
 *
 * @param name the file's name without {@code .txt}
 * @param about the words behind {@code #}, by the first of them
 * @param rows the rows, in order
 */
public record GoldenFile(String name, Map<String, String> about, List<Row> rows) {

  private static final String REFUSED = "refused";

  /**
   * One line of the table.
   *
   * @param cells the words of the line, by the name of their column
   */
  public record Row(Map<String, String> cells) {

    /** The word in a column. */
    public String text(String column) {
      String cell = cells.get(column);
      if (cell == null) {
        throw new AssertionError("no column " + column + " in " + cells.keySet());
      }
      return cell;
    }

    /** The bytes in a column, as {@link Hex#bytes} reads them. */
    public byte[] bytes(String column) {
      return Hex.bytes(text(column));
    }

    /** The number in a column; it must fit a {@code long}. */
    public long number(String column) {
      return Long.parseLong(text(column));
    }

    /** Whether a decoder has to refuse the bytes of this row. */
    public boolean isRefused() {
      return cells.containsValue(REFUSED);
    }
  }

  /** Reads the table of that name. */
  public static GoldenFile read(String name) {
    Map<String, String> about = new LinkedHashMap<>();
    List<Row> rows = new ArrayList<>();
    for (String line : lines(name)) {
      if (line.startsWith("#")) {
        String[] words = line.substring(1).strip().split(" ", 2);
        about.put(words[0], words.length > 1 ? words[1] : "");
      } else {
        rows.add(row(columns(about), line.split("\\s+", -1)));
      }
    }
    return new GoldenFile(name, Map.copyOf(about), List.copyOf(rows));
  }

  /** What stands behind a word in the table's first lines. */
  public String about(String word) {
    String words = about.get(word);
    if (words == null) {
      throw new AssertionError("no line # " + word + " in " + name);
    }
    return words;
  }

  /** The rows a decoder has to take. */
  public List<Row> accepted() {
    return rows.stream().filter(row -> !row.isRefused()).toList();
  }

  /** The rows a decoder has to refuse. */
  public List<Row> refused() {
    return rows.stream().filter(Row::isRefused).toList();
  }

  @Override
  public String toString() {
    return name; // the name of a parameterised test
  }

  private static Row row(List<String> columns, String[] words) {
    Map<String, String> cells = new LinkedHashMap<>();
    for (int i = 0; i < words.length; i++) {
      cells.put(columns.get(i), words[i]);
    }
    return new Row(cells);
  }

  private static List<String> columns(Map<String, String> about) {
    return List.of(about.getOrDefault("columns", "").split(" ", -1));
  }

  private static List<String> lines(String name) {
    try {
      return Files.readAllLines(Python.file("/wire/" + name + ".txt"), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
