package io.cleave.examples.file;

import io.cleave.body.FileTarget;
import io.cleave.endpoint.ReceivedBody;
import io.cleave.endpoint.ReceivedMessage;
import io.cleave.examples.console.FailureException;
import io.cleave.examples.console.Quoted;
import io.cleave.header.Header;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Takes a file into a temporary one, checks it, gives it its name.
 *
 * @param output where it goes, whatever is there; else under the name it comes with
 * @param force whether a file of that name is replaced
 * @param showsProgress whether a bar may be drawn
 */
record Download(Optional<Path> output, boolean force, boolean showsProgress) {
  private static final Pattern MD5 = Pattern.compile("[0-9a-fA-F]{32}");

  /**
   * Takes one file.
   *
   * @return a sentence for people
   */
  String take(ReceivedMessage file) {
    Path path = output.orElseGet(() -> nameOf(file.header()));
    if (Files.isDirectory(path)) {
      throw new FailureException(path + ": is a directory (expected: a file, there or not)");
    }
    boolean checked = hasMd5(file.header());
    FileTarget target = FileTarget.of(path).withReplacing(force || output.isPresent());
    if (checked) {
      target = target.withDigest("MD5", file.header().text("md5"));
    }
    String digest = write(file.body(), target);
    String verdict = checked ? "md5 " + digest + " verified" : unverified(file.header());
    return path + ": " + file.bodyLength() + " bytes, " + verdict;
  }

  private String write(ReceivedBody body, FileTarget target) {
    String title = String.valueOf(target.path().getFileName());
    try (Progress progress = Progress.of(title, body.length(), showsProgress)) {
      return body.onProgress(progress::advanceTo).writeTo(target);
    } catch (UncheckedIOException failure) {
      if (failure.getCause() instanceof FileAlreadyExistsException) {
        throw new FailureException(
            target.path() + ": is there already (-o or --force replaces it)", failure);
      }
      throw failure;
    }
  }

  private static Path nameOf(Header header) {
    PlainName name;
    try {
      name = new PlainName(header.text("file_name"));
    } catch (IllegalArgumentException refused) {
      throw new FailureException(refused.getMessage() + "; -o gives it another", refused);
    }
    try {
      return Path.of(name.text());
    } catch (InvalidPathException unmappable) {
      throw new FailureException(
          "this locale cannot say the name "
              + Quoted.cut(name.text())
              + ": set LC_ALL=C.UTF-8, or give another with -o",
          unmappable);
    }
  }

  private static boolean hasMd5(Header header) {
    return header.value("md5") instanceof String text && MD5.matcher(text).matches();
  }

  private static String unverified(Header header) {
    return header.has("md5")
        ? "unverified: its md5 is not 32 hex digits"
        : "unverified: it came without an md5";
  }
}
