package io.cleave.examples.exec;

import io.cleave.examples.options.Framing;
import io.cleave.wire.FrameFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * How requests and answers are cut: by the native protocol, unless it is said otherwise; alike, or
 * each its own way, as the old programs do.
 */
final class ExecFraming {
  /** The longest payload that Java can hold in an array. */
  private static final int LONGEST_FRAME = Integer.MAX_VALUE - 8;

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // filled in by picocli
  private CommandSpec spec;

  @Option(
      names = "--framing",
      paramLabel = "FRAMING",
      description = "native, none, a length field (<q, <i), or a preset; native.")
  private @Nullable Framing both;

  @Option(
      names = "--request-framing",
      paramLabel = "FRAMING",
      description = "Of requests, if it is another one.")
  private @Nullable Framing request;

  @Option(
      names = "--reply-framing",
      paramLabel = "FRAMING",
      description = "Of answers, if it is another one.")
  private @Nullable Framing reply;

  /** Whether it is the native protocol, which has no framings of its own for the two ways. */
  boolean isNative() {
    boolean each = request != null || reply != null;
    if (both == null) {
      return !each;
    }
    if (both instanceof Framing.Native && each) {
      throw new ParameterException(
          spec.commandLine(),
          "--framing native with --request-framing or --reply-framing (expected: one or the"
              + " others)");
    }
    return both instanceof Framing.Native;
  }

  /** Of requests; nothing means bare. */
  Optional<FrameFormat> request() {
    return format("--request-framing", request);
  }

  /** Of answers, which are as long as their server lets them be; nothing means bare. */
  Optional<FrameFormat> reply() {
    return format("--reply-framing", reply).map(f -> atMost(f, LONGEST_FRAME));
  }

  private Optional<FrameFormat> format(String option, @Nullable Framing own) {
    Framing framing = own != null ? own : both;
    if (framing == null) {
      throw new ParameterException(
          spec.commandLine(), "missing: " + option + ", or --framing for both ways");
    }
    if (framing instanceof Framing.Messages || framing instanceof Framing.Native) {
      throw new ParameterException(
          spec.commandLine(),
          (own != null ? option : "--framing")
              + " "
              + framing
              + " (expected: none, a length field or a preset, as a command has no header)");
    }
    return framing instanceof Framing.Frames frames
        ? Optional.of(frames.format())
        : Optional.empty();
  }

  /** The same format for payloads up to a limit, or as long as its length field can say. */
  static FrameFormat atMost(FrameFormat format, int limit) {
    return format.withMaxPayloadLength(Math.min(limit, format.lengthField().maxValue()));
  }
}
