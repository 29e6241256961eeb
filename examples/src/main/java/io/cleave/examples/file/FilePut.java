package io.cleave.examples.file;

import io.cleave.endpoint.PlainMessageClient;
import io.cleave.examples.console.FailureException;
import io.cleave.examples.console.UnlessStopped;
import io.cleave.examples.options.ClientOptions;
import io.cleave.examples.options.Framing;
import io.cleave.examples.options.PeerAddress;
import io.cleave.examples.options.TokenFile;
import io.cleave.message.MessageFormat;
import java.nio.file.Files;
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

/** {@code file put}: uploads a file. */
@Command(
    name = "put",
    description = {
      "Uploads a file.",
      "",
      "What the server has of it already is not sent again, unless --framing asks for the old form."
    })
@SuppressWarnings("NullAway.Init") // filled in by picocli
final class FilePut implements Callable<Integer> {
  @Mixin private final ClientOptions options = new ClientOptions();
  @Mixin private final TokenFile token = new TokenFile();
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "HOST:PORT", description = "The server, or unix:PATH.")
  private PeerAddress server;

  @Parameters(index = "1", paramLabel = "PATH", description = "The file.")
  private Path path;

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "NAME",
      description = "What it is called there; else as it is called here.")
  private @Nullable String name;

  @Option(names = "--no-progress", description = "Draws no progress bar.")
  private boolean noProgress;

  @Option(
      names = "--framing",
      paramLabel = "FRAMING",
      description = "native, or json:LENGTHFIELD[/KEY]; old servers want " + FileFraming.OLD + ".")
  private @Nullable Framing framing;

  @Override
  public Integer call() {
    System.out.println(
        framing == null || framing instanceof Framing.Native ? onNative() : inTheOldForm());
    return 0;
  }

  private String onNative() {
    String named = named();
    for (String component : named.split("/", -1)) {
      plain(component);
    }
    requireFile();
    NativeUpload upload = new NativeUpload(path, named, options.timeout(), !noProgress);
    return NativeClient.ask(server, options, token, upload::to);
  }

  private String inTheOldForm() {
    token.requireNone();
    MessageFormat format = FileFraming.withHeader(framing, spec);
    PlainName there = plain(named());
    requireFile();
    Upload upload = Upload.of(path, there, format.bodyLengthKey(), !noProgress);
    try (PlainMessageClient client =
        options
            .applyTo(PlainMessageClient.builder(format))
            .metrics(peer -> upload)
            .connect(server.host(), server.port())) {
      return UnlessStopped.get(client::close, () -> upload.send(client));
    }
  }

  private void requireFile() {
    if (!Files.isRegularFile(path)) {
      throw new FailureException(
          path + ": " + (Files.exists(path) ? "not a file" : "no such file"));
    }
  }

  private String named() {
    return Optional.ofNullable(name).orElseGet(() -> String.valueOf(path.getFileName()));
  }

  private PlainName plain(String component) {
    try {
      return new PlainName(component);
    } catch (IllegalArgumentException refused) {
      String better = name == null ? "; give it another NAME" : "";
      throw new ParameterException(spec.commandLine(), refused.getMessage() + better, refused);
    }
  }
}
