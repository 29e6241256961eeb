package io.cleave.examples.file;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * What files half-way are called that somebody may go on with: {@code .NAME.0123456789abcdef.part},
 * the digits being the same each time. Such a name is hidden, and swept when it is stale, as that
 * of every file half-way.
 */
final class PartNames {
  private static final int DIGITS = 16;
  private static final int MAX_BYTES = 255;
  private static final String SUFFIX = ".part";

  private PartNames() {}

  /** Of an upload: whoever brings the same content goes on with it. */
  static Path ofContent(String sha256) {
    return Path.of("." + sha256 + "." + sha256.substring(0, DIGITS) + SUFFIX);
  }

  /**
   * Of a download, or of what has to be known about it.
   *
   * @param name of the finished file
   * @param asked the name it has where it comes from
   * @param kind empty for the file itself
   */
  static Path ofDownload(String name, String asked, String kind) {
    MessageDigest digest = Sha256.begin();
    digest.update((asked + "\0" + name).getBytes(StandardCharsets.UTF_8));
    String digits = HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
    String rest = kind + "." + digits + SUFFIX;
    return Path.of("." + cut(name, MAX_BYTES - 1 - rest.length()) + rest);
  }

  /** The longest beginning of so many bytes, without half a character at its end. */
  private static String cut(String name, int bytes) {
    int end = name.length();
    while (name.substring(0, end).getBytes(StandardCharsets.UTF_8).length > bytes) {
      end = name.offsetByCodePoints(end, -1);
    }
    return name.substring(0, end);
  }
}
