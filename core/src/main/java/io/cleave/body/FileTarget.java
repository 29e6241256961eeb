package io.cleave.body;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Set;

/**
 * Where a received body goes, and what has to be true before it appears there.
 *
 * <pre>{@code
 * FileTarget.of(Path.of("inbox/big.iso"))
 *     .withDigest("MD5", header.text("md5"))      // compared before the file gets its name
 *     .withReplacing(true)                        // an older big.iso gives way, at once and whole
 * }</pre>
 *
 * @param path the file; its directory has to be there. A name from a peer has to be checked before
 *     it becomes a path
 * @param replacing whether a file that is there already may be replaced
 * @param permissions of the finished file, whatever the umask is; without meaning where files have
 *     none
 * @param digestAlgorithm what is computed while the bytes come in, as {@link MessageDigest} names
 *     it, for example {@code SHA-256}; empty for none
 * @param expectedDigest the value it must have, in hex digits; empty if none is known, or not yet
 */
public record FileTarget(
    Path path,
    boolean replacing,
    Set<PosixFilePermission> permissions,
    String digestAlgorithm,
    String expectedDigest) {

  /** Owner reads and writes, group reads, nobody executes: {@code rw-r-----}. */
  public static final Set<PosixFilePermission> DEFAULT_PERMISSIONS =
      Set.copyOf(PosixFilePermissions.fromString("rw-r-----"));

  /** Checks that the path names a file, and that the digest is one this machine can compute. */
  public FileTarget {
    requireNonNull(path, "path");
    if (path.getFileName() == null || path.getFileName().toString().isEmpty()) {
      throw new IllegalArgumentException(
          "path: " + path + " (expected: one that ends in a file name)");
    }
    permissions = Set.copyOf(requireNonNull(permissions, "permissions"));
    requireNonNull(digestAlgorithm, "digestAlgorithm");
    expectedDigest = checkHex(digestAlgorithm, requireNonNull(expectedDigest, "expectedDigest"));
  }

  /**
   * A new file with {@link #DEFAULT_PERMISSIONS}; what is there already is not replaced; no digest.
   */
  public static FileTarget of(Path path) {
    return new FileTarget(path, false, DEFAULT_PERMISSIONS, "", "");
  }

  /** Whether a file that is there already may be replaced. */
  public FileTarget withReplacing(boolean value) {
    return new FileTarget(path, value, permissions, digestAlgorithm, expectedDigest);
  }

  /** Other permissions for the finished file. While it is incomplete only its owner can read it. */
  public FileTarget withPermissions(Set<PosixFilePermission> value) {
    return new FileTarget(path, replacing, value, digestAlgorithm, expectedDigest);
  }

  /** Computes a digest, to be asked for or compared when all bytes are there. */
  public FileTarget withDigest(String algorithm) {
    return withDigest(algorithm, "");
  }

  /**
   * Computes a digest and keeps the file only if it has this value.
   *
   * @throws IllegalArgumentException if this machine does not know the algorithm, or its values do
   *     not look like that
   */
  public FileTarget withDigest(String algorithm, String expected) {
    return new FileTarget(path, replacing, permissions, algorithm, expected);
  }

  /** Checks that a text can be a value of the digest, and gives it in lower case. */
  static String checkHex(String algorithm, String hex) {
    int digits = algorithm.isEmpty() ? 0 : 2 * digest(algorithm).getDigestLength();
    if (!hex.isEmpty()
        && !(hex.length() == digits && hex.chars().allMatch(FileTarget::isHexDigit))) {
      throw new IllegalArgumentException(
          "expectedDigest: "
              + hex.length()
              + " characters (expected: "
              + (digits == 0
                  ? "none without an algorithm"
                  : digits + " hex digits for " + algorithm)
              + ")");
    }
    return hex.toLowerCase(Locale.ROOT);
  }

  private static boolean isHexDigit(int character) {
    return character < 128 && Character.digit(character, 16) >= 0;
  }

  static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalArgumentException(
          "digestAlgorithm: "
              + algorithm
              + " (expected: one this machine knows, such as SHA-256 or MD5)",
          e);
    }
  }
}
