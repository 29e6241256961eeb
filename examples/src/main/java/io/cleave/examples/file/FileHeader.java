package io.cleave.examples.file;

import io.cleave.body.FileTarget;
import io.cleave.header.Header;
import java.util.regex.Pattern;

/**
 * What the old programs' header says about the file behind it: {@code {"file_name", "file_size",
 * "md5"}}.
 *
 * @param header as it came
 */
record FileHeader(Header header) {
  private static final Pattern MD5 = Pattern.compile("[0-9a-fA-F]{32}");

  /**
   * The file's name.
   *
   * @throws IllegalArgumentException if it is not a plain one
   */
  PlainName name() {
    return new PlainName(header.text("file_name"));
  }

  /** Whether there is something to check the file by. */
  boolean hasMd5() {
    return header.value("md5") instanceof String text && MD5.matcher(text).matches();
  }

  /** The target, with the digest that the header asks for. */
  FileTarget checked(FileTarget target) {
    return hasMd5() ? target.withDigest("MD5", header.text("md5")) : target;
  }

  /**
   * What is known about the file once it is here.
   *
   * @param digest the one that was computed, if one was
   */
  String verdict(String digest) {
    if (hasMd5()) {
      return "md5 " + digest + " verified";
    }
    return header.has("md5")
        ? "unverified: its md5 is not 32 hex digits"
        : "unverified: it came without an md5";
  }
}
