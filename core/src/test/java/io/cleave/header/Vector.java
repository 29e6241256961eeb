package io.cleave.header;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cleave.testing.Hex;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A header as bytes, and whether it has to be taken.
 *
 * @param name what is special about it
 * @param accepted whether it has to be taken
 * @param bytes the whole header
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Vector(String name, boolean accepted, byte[] bytes) {

  /**
   * Every document of {@code json-documents.txt}, and every value of {@code json-values.txt}
   * thrice.
   */
  static Stream<Vector> json() {
    Stream<Vector> values =
        lines("json-values.txt")
            .flatMap(
                line ->
                    Stream.of(
                        of(line, " in an object", "{\"a\":%s}"),
                        of(line, " in a list", "{\"a\":[%s]}"),
                        of(line, " deeper", "{\"a\":{\"b\":%s},\"c\":1}")));
    return Stream.concat(lines("json-documents.txt").map(line -> of(line, "", "%s")), values);
  }

  /** Every line of {@code encoding.txt}. */
  static Stream<Vector> encodings() {
    return lines("encoding.txt")
        .map(line -> line.split("\\s+", 3))
        .map(c -> new Vector(c[1], c[0].equals("+"), Hex.bytes(c[2])));
  }

  private static Vector of(String line, String where, String pattern) {
    String[] columns = line.split(" ", 3);
    byte[] text = unescaped(columns[2]);
    int at = pattern.indexOf("%s");
    byte[] before = pattern.substring(0, at).getBytes(UTF_8);
    byte[] behind = pattern.substring(at + 2).getBytes(UTF_8);
    return new Vector(columns[1] + where, columns[0].equals("+"), Hex.join(before, text, behind));
  }

  private static byte[] unescaped(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int i = 0;
    while (i < text.length()) {
      if (text.startsWith("%-", i)) {
        i += 2;
      } else if (text.charAt(i) == '%') {
        bytes.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
        i += 3;
      } else {
        bytes.write(text.charAt(i));
        i++;
      }
    }
    return bytes.toByteArray();
  }

  private static Stream<String> lines(String file) {
    try (InputStream in = Vector.class.getResourceAsStream("/header/" + file)) {
      List<String> lines =
          new String(Objects.requireNonNull(in, file).readAllBytes(), UTF_8).lines().toList();
      return lines.stream().filter(line -> !line.startsWith("#"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
