package io.cleave.examples.file;

import io.cleave.header.Header;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A file that a peer has and this side shall have.
 *
 * @param name components with {@code /} between them; checked by whoever opens them
 * @param size in bytes
 * @param sha256 of all of it, in lower-case hex digits
 */
record FileOffer(String name, long size, String sha256) {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{" + Sha256.DIGITS + "}");

  FileOffer {
    if (size < 0) {
      throw new IllegalArgumentException("size: " + size + " (expected: 0..)");
    }
    if (!SHA256.matcher(sha256).matches()) {
      throw new IllegalArgumentException(
          "sha256: " + sha256.length() + " characters (expected: 64 hex digits)");
    }
  }

  /** Reads it. */
  static FileOffer of(Header meta) {
    return new FileOffer(
        meta.text("name"), meta.longValue("size"), meta.text("sha256").toLowerCase(Locale.ROOT));
  }

  /** As a peer gets it. */
  Header toHeader() {
    return Header.of("name", name, "size", size, "sha256", sha256);
  }

  /** What it is called while it is half-way. */
  Path partName() {
    return PartNames.ofContent(sha256);
  }
}
