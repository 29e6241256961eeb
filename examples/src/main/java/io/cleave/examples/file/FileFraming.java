package io.cleave.examples.file;

import io.cleave.examples.options.Framing;
import io.cleave.message.MessageFormat;
import io.cleave.message.MessageLayout;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Which framing goes with which way to bring a file. */
final class FileFraming {
  /** What the old programs speak when a header comes first. */
  static final String OLD = "json:<q/file_size";

  /** For a help text. */
  static final String HELP =
      "native; the old forms have json:LENGTHFIELD[/KEY], "
          + OLD
          + " by default, or none for a file by its name.";

  private FileFraming() {}

  /** A file on the library's own protocol, which is what goes without saying. */
  static void requireNative(@Nullable Framing framing, CommandSpec spec) {
    if (framing != null && !(framing instanceof Framing.Native)) {
      throw new ParameterException(
          spec.commandLine(),
          "--framing " + framing + " (expected: native, unless an old form is asked for)");
    }
  }

  /** A file with a header: its name needs one, its length needs a body that streams. */
  static MessageFormat withHeader(@Nullable Framing framing, CommandSpec spec) {
    if ((framing == null ? Framing.parse(OLD) : framing) instanceof Framing.Messages messages
        && messages.format().layout() instanceof MessageLayout.HeaderFirst) {
      return messages.format();
    }
    throw new ParameterException(
        spec.commandLine(),
        "--framing " + framing + " (expected: json:LENGTHFIELD[/KEY], as a file has a header)");
  }

  /** A file by its name: bare bytes until the connection ends. */
  static void requireNone(@Nullable Framing framing, CommandSpec spec) {
    if (framing != null && !(framing instanceof Framing.Unframed)) {
      throw new ParameterException(
          spec.commandLine(),
          "--framing " + framing + " (expected: none, as a file by its name comes bare)");
    }
  }
}
