package io.cleave.body;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * What a temporary file is called: {@code .big.iso.0123456789abcdef.part}.
 *
 * <p>The random part lets many writers receive the same file at a time, and cannot be guessed.
 */
final class PartName {
  /** What one component of a path may have on every file system that matters, in bytes. */
  static final int MAX_BYTES = 255;

  private static final int RANDOM_BYTES = 8;
  private static final String SUFFIX = ".part";
  private static final int MAX_NAME_BYTES =
      MAX_BYTES - ".".length() - ".".length() - 2 * RANDOM_BYTES - SUFFIX.length();
  private static final Pattern PATTERN =
      Pattern.compile("\\..*\\.[0-9a-f]{16}\\.part", Pattern.DOTALL);
  private static final SecureRandom RANDOM = new SecureRandom();

  private PartName() {}

  /** A new name for the temporary file of {@code name}. */
  static String random(String name) {
    byte[] random = new byte[RANDOM_BYTES];
    RANDOM.nextBytes(random);
    return "." + cut(name) + "." + HexFormat.of().formatHex(random) + SUFFIX;
  }

  static boolean matches(String name) {
    return PATTERN.matcher(name).matches();
  }

  /**
   * The longest beginning of a name that leaves room for the rest, without half a character at its
   * end.
   */
  private static String cut(String name) {
    int end = name.length();
    while (name.substring(0, end).getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
      end = name.offsetByCodePoints(end, -1);
    }
    return name.substring(0, end);
  }
}
