package io.cleave.examples.file;

import io.cleave.examples.options.Framing;
import io.cleave.message.MessageFormat;
import io.cleave.message.MessageLayout;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The framing of a pushed file: its name needs a header, its length needs a body that streams. */
final class PushFraming {
  /** What the old programs speak. */
  static final String DEFAULT = "json:<q/file_size";

  private PushFraming() {}

  static MessageFormat require(Framing framing, CommandSpec spec) {
    if (framing instanceof Framing.Messages messages
        && messages.format().layout() instanceof MessageLayout.HeaderFirst) {
      return messages.format();
    }
    throw new ParameterException(
        spec.commandLine(),
        "--framing " + framing + " (expected: json:LENGTHFIELD[/KEY], as a file has a header)");
  }
}
