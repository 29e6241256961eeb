package io.cleave.examples.file;

import io.cleave.endpoint.FrameClient;
import io.cleave.endpoint.PlainMessageClient;
import io.cleave.examples.console.UnlessStopped;
import io.cleave.examples.options.ClientOptions;
import io.cleave.examples.options.Framing;
import io.cleave.examples.options.PeerAddress;
import io.cleave.examples.options.TokenFile;
import io.cleave.message.MessageFormat;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code file get}: downloads a file. */
@Command(
    name = "get",
    description = {
      "Downloads a file.",
      "",
      "HOST:PORT NAME: the one of that name; what is here of it already is not sent again",
      "HOST:PORT --pushed: the one that the server sends unasked",
      "HOST:PORT NAME --by-name: the one of that name, from an old server"
    })
@SuppressWarnings("NullAway.Init") // filled in by picocli
final class FileGet implements Callable<Integer> {
  @Mixin private final ClientOptions options = new ClientOptions();
  @Mixin private final TokenFile token = new TokenFile();
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "HOST:PORT", description = "The server, or unix:PATH.")
  private PeerAddress server;

  @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "The file there.")
  private @Nullable String name;

  @Option(names = "--pushed", description = "Takes what the server sends unasked.")
  private boolean pushed;

  @Option(names = "--by-name", description = "Sends NAME, and takes what comes until it closes.")
  private boolean byName;

  @Option(
      names = "-o",
      paramLabel = "PATH",
      description = "Where it goes, replacing what is there; else under the name it has there.")
  private @Nullable Path output;

  @Option(names = "--force", description = "Replaces a file that is there.")
  private boolean force;

  @Option(names = "--no-progress", description = "Draws no progress bar.")
  private boolean noProgress;

  @Option(names = "--framing", paramLabel = "FRAMING", description = FileFraming.HELP)
  private @Nullable Framing framing;

  @Override
  public Integer call() {
    if (!pushed && !byName) {
      System.out.println(named());
      return 0;
    }
    if (pushed && byName) {
      throw usage("--pushed and --by-name (expected: one of them)");
    }
    token.requireNone();
    Download download = new Download(Optional.ofNullable(output), force, !noProgress);
    System.out.println(byName ? byName(download) : pushed(download));
    return 0;
  }

  private String named() {
    FileFraming.requireNative(framing, spec);
    String name = this.name;
    if (name == null || name.isEmpty()) {
      throw usage("missing: NAME");
    }
    String last = name.substring(name.lastIndexOf('/') + 1);
    if (output == null) {
      requirePlain(last);
    }
    Path target = output == null ? new PlainName(last).toPath() : output;
    NativeDownload download =
        new NativeDownload(name, target, force || output != null, !noProgress);
    return NativeClient.ask(server, options, token, download::from);
  }

  private String pushed(Download download) {
    if (name != null) {
      throw usage(name + " (expected: no NAME, as the server chooses the file)");
    }
    MessageFormat format = FileFraming.withHeader(framing, spec);
    try (PlainMessageClient client =
        options.applyTo(PlainMessageClient.builder(format)).connect(server.host(), server.port())) {
      return UnlessStopped.get(client::close, () -> download.take(client.receive()));
    }
  }

  private String byName(Download download) {
    FileFraming.requireNone(framing, spec);
    String name = this.name;
    if (name == null || name.isEmpty()) {
      throw usage("missing: NAME");
    }
    if (output == null) {
      requirePlain(name);
    }
    byte[] request = name.getBytes(StandardCharsets.UTF_8);
    try (FrameClient client =
        options
            .applyTo(FrameClient.builder())
            .unframedUntilClosed()
            .connect(server.host(), server.port())) {
      return UnlessStopped.get(client::close, () -> download.take(client.open(request), name));
    }
  }

  private void requirePlain(String name) {
    try {
      new PlainName(name).toPath();
    } catch (IllegalArgumentException refused) {
      throw usage(refused.getMessage() + "; -o says where it goes");
    }
  }

  private ParameterException usage(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }
}
