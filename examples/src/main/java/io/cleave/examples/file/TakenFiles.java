package io.cleave.examples.file;

import io.cleave.body.BodyFile;
import io.cleave.body.FileTarget;
import io.cleave.endpoint.ReceivedMessage;
import io.cleave.examples.console.FailureException;
import io.cleave.examples.console.Sentence;
import io.netty.handler.codec.CodecException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Takes files into a directory, each under the plain name that its header gives.
 *
 * <p>A file of that name is replaced, as the old programs did, but in one step: whoever reads it
 * has the old one or the new one. Of two that come at the same time the later one to be whole
 * stays.
 *
 * <p>The directory is found by its path each time: that path has to belong to people one trusts.
 *
 * <p><b>Threading.</b> Any; blocks until the file is here.
 */
final class TakenFiles {
  /** What nobody has written to for so long was left by a process that was killed. */
  private static final Duration STALE = Duration.ofDays(1);

  private final Path directory;

  private TakenFiles(Path directory) {
    this.directory = directory;
  }

  /**
   * A directory to take files into; what was left there half-way is swept.
   *
   * @throws FailureException if it is no directory, or cannot be written to
   */
  static TakenFiles into(Path directory) throws IOException {
    if (!Files.isDirectory(directory) || !Files.isWritable(directory)) {
      throw new FailureException(directory + ": not a directory that can be written to");
    }
    Path real = directory.toRealPath();
    BodyFile.removeStaleParts(real, STALE);
    return new TakenFiles(real);
  }

  /**
   * Takes one file.
   *
   * @throws CodecException if it is refused: its sender gets a reset, the log a line
   */
  void take(ReceivedMessage file) {
    try {
      FileHeader header = new FileHeader(file.header());
      FileTarget target = FileTarget.of(pathOf(header.name())).withReplacing(true);
      file.body().writeTo(header.checked(target));
    } catch (IllegalArgumentException | FailureException | UncheckedIOException refused) {
      throw new CodecException(Sentence.of(refused), refused);
    }
  }

  private Path pathOf(PlainName name) {
    Path path = directory.resolve(name.toPath());
    if (BodyFile.isPart(path)) {
      throw new FailureException(
          "file_name: \"" + name.text() + "\" (expected: none that a file half-way has)");
    }
    return path;
  }
}
