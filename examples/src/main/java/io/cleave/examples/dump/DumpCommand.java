package io.cleave.examples.dump;

import io.cleave.examples.console.FailureException;
import io.cleave.examples.options.Framing;
import io.netty.handler.codec.CodecException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dump FILE|-}: the frames or messages of a recorded stream, a line each. */
@Command(
    name = "dump",
    description = {
      "Prints one line for each frame or message of a stream.",
      "",
      "OFFSET LENGTH PAYLOAD, or OFFSET HEADERLENGTH+BODYLENGTH HEADER BODY"
    },
    subcommands = DumpServe.class)
@SuppressWarnings("NullAway.Init") // filled in by picocli
public final class DumpCommand implements Callable<Integer> {
  private static final int READ_LENGTH = 64 << 10;
  private static final Path STANDARD_INPUT = Path.of("-");

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "The recorded stream; - is standard input.")
  private @Nullable Path file;

  @Option(names = "--framing", paramLabel = "FRAMING", description = Framing.FORMS)
  private @Nullable Framing framing;

  @Override
  public Integer call() throws IOException {
    Path file = this.file;
    Framing framing = this.framing;
    if (file == null || framing == null) {
      String missing = file == null ? "FILE, - or serve" : "--framing";
      throw new ParameterException(spec.commandLine(), "missing: " + missing);
    }
    requireBorders(framing, spec);
    if (file.equals(STANDARD_INPUT)) {
      dump(System.in, "standard input", framing);
    } else {
      try (InputStream in = Files.newInputStream(file)) {
        dump(in, file.toString(), framing);
      }
    }
    return 0;
  }

  /** A framing without borders has nothing to dump. */
  static void requireBorders(Framing framing, CommandSpec spec) {
    if (framing instanceof Framing.Unframed) {
      throw new ParameterException(
          spec.commandLine(), "--framing none (expected: one with borders; bytes have none)");
    }
  }

  private static void dump(InputStream in, String name, Framing framing) throws IOException {
    PrintStream out = System.out;
    DumpStream stream = new DumpStream(framing, out::println);
    byte[] read = new byte[READ_LENGTH];
    try {
      for (int length = in.read(read); length >= 0; length = in.read(read)) {
        stream.feed(read, length);
        if (out.checkError()) {
          throw new FailureException("standard output was closed");
        }
      }
      stream.end();
    } catch (CodecException broken) {
      out.flush();
      throw new FailureException(
          name + ", at byte " + stream.offset() + ": " + broken.getMessage(), broken);
    }
  }
}
