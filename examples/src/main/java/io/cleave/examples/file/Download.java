package io.cleave.examples.file;

import io.cleave.body.BodyFile;
import io.cleave.body.FileTarget;
import io.cleave.connection.ReceivedBody;
import io.cleave.endpoint.ReceivedMessage;
import io.cleave.examples.console.FailureException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Takes a file into a temporary one, checks it, gives it its name.
 *
 * @param output where it goes, whatever is there; else under the name it comes with
 * @param force whether a file of that name is replaced
 * @param showsProgress whether a bar may be drawn
 */
record Download(Optional<Path> output, boolean force, boolean showsProgress) {
  private static final int READ_LENGTH = 64 << 10;

  /**
   * Takes a file with a header in front.
   *
   * @return a sentence for people
   */
  String take(ReceivedMessage file) {
    FileHeader header = new FileHeader(file.header());
    FileTarget target = header.checked(target(() -> nameOf(header)));
    String digest = unlessThere(target, () -> write(file.body(), target));
    return target.path() + ": " + file.bodyLength() + " bytes, " + header.verdict(digest);
  }

  /**
   * Takes a file of which nothing is known but the name it was asked for by: it ends when the
   * server closes.
   *
   * @param name names the file here, unless there is an output; a plain one then
   * @return a sentence for people
   */
  String take(InputStream file, String name) {
    FileTarget target = target(() -> new PlainName(name).toPath());
    long length = unlessThere(target, () -> write(file, target));
    return target.path() + ": " + length + " bytes, unverified: it came without an md5";
  }

  private FileTarget target(Supplier<Path> name) {
    Path path = output.orElseGet(name);
    requireFileOrNothing(path);
    return FileTarget.of(path).withReplacing(force || output.isPresent());
  }

  /**
   * Refuses whatever is no file: the rename at the end would put one in the place of {@code
   * /dev/stdout} or of a pipe, and nothing would come out of those again.
   */
  static void requireFileOrNothing(Path path) {
    boolean isThere = Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    if (isThere && !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new FailureException(
          path + ": is " + kindOf(path) + " (expected: a file, there or not)");
    }
  }

  private static String kindOf(Path path) {
    if (Files.isDirectory(path)) {
      return "a directory";
    }
    return Files.isSymbolicLink(path) ? "a symbolic link" : "a device or a pipe";
  }

  private static Path nameOf(FileHeader header) {
    try {
      return header.name().toPath();
    } catch (IllegalArgumentException | FailureException refused) {
      throw new FailureException(refused.getMessage() + "; -o gives it another", refused);
    }
  }

  private String write(ReceivedBody body, FileTarget target) {
    try (Progress progress = progress(target, body.length())) {
      return body.onProgress(progress::advanceTo).writeTo(target);
    }
  }

  private long write(InputStream bytes, FileTarget target) {
    byte[] read = new byte[READ_LENGTH];
    try {
      int count = bytes.read(read);
      if (count < 0) {
        throw new FailureException("nothing came: no such file, or an empty one");
      }
      try (BodyFile file = BodyFile.create(target);
          Progress progress = progress(target, Progress.UNKNOWN)) {
        for (; count >= 0; count = bytes.read(read)) {
          file.write(ByteBuffer.wrap(read, 0, count));
          progress.advanceTo(file.written());
        }
        file.commit();
        return file.written();
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private Progress progress(FileTarget target, long length) {
    return Progress.of(String.valueOf(target.path().getFileName()), length, showsProgress);
  }

  private static <T> T unlessThere(FileTarget target, Supplier<T> writing) {
    try {
      return writing.get();
    } catch (UncheckedIOException failure) {
      if (failure.getCause() instanceof FileAlreadyExistsException) {
        throw new FailureException(
            target.path() + ": is there already (-o or --force replaces it)", failure);
      }
      throw failure;
    }
  }
}
