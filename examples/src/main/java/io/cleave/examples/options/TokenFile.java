package io.cleave.examples.options;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code --token-file}: what a client says before anything else, and a server wants to hear. */
public final class TokenFile {
  /** With room for the rest of a hello, whatever the letters. */
  private static final int LONGEST = 512;

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // filled in by picocli
  private CommandSpec spec;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "On native: both ends have to know what FILE holds.")
  private @Nullable Path file;

  /**
   * What the file holds, without white space around it.
   *
   * @throws UncheckedIOException if it cannot be read
   */
  public Optional<String> token() {
    Path file = this.file;
    if (file == null) {
      return Optional.empty();
    }
    String token;
    try {
      token = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).strip();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    if (token.isEmpty() || token.length() > LONGEST) {
      throw new ParameterException(
          spec.commandLine(),
          "--token-file "
              + file
              + ": "
              + token.length()
              + " characters (expected: 1.."
              + LONGEST
              + ")");
    }
    return Optional.of(token);
  }

  /** Refuses it where nothing has a place for a token. */
  public void requireNone() {
    if (file != null) {
      throw new ParameterException(
          spec.commandLine(),
          "--token-file " + file + " (expected: with native, as no other framing has a token)");
    }
  }
}
