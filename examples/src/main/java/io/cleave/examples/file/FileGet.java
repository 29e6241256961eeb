package io.cleave.examples.file;

import io.cleave.endpoint.MessageClient;
import io.cleave.examples.console.UnlessStopped;
import io.cleave.examples.options.ClientOptions;
import io.cleave.examples.options.Framing;
import io.cleave.examples.options.NotInThisVersionException;
import io.cleave.examples.options.PeerAddress;
import io.cleave.message.MessageFormat;
import java.nio.file.Path;
import java.util.List;
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
@Command(name = "get", description = "Downloads the file that a server pushes.")
@SuppressWarnings("NullAway.Init") // filled in by picocli
final class FileGet implements Callable<Integer> {
  @Mixin private final ClientOptions options = new ClientOptions();
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "HOST:PORT", description = "The server, or unix:PATH.")
  private PeerAddress server;

  @Parameters(index = "1..*", arity = "0..*", hidden = true)
  private List<String> names = List.of();

  @Option(names = "--pushed", description = "Takes what the server sends unasked.")
  private boolean pushed;

  @Option(
      names = "-o",
      paramLabel = "PATH",
      description = "Where it goes, replacing what is there; else under the name it comes with.")
  private @Nullable Path output;

  @Option(names = "--force", description = "Replaces a file that is there.")
  private boolean force;

  @Option(names = "--no-progress", description = "Draws no progress bar.")
  private boolean noProgress;

  @Option(
      names = "--framing",
      paramLabel = "FRAMING",
      defaultValue = PushFraming.DEFAULT,
      description = "json:LENGTHFIELD[/KEY]; ${DEFAULT-VALUE}.")
  private Framing framing;

  @Override
  public Integer call() {
    if (!pushed) {
      throw new NotInThisVersionException("file get without --pushed");
    }
    if (!names.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          names.get(0) + " (expected: no NAME, as the server chooses the file)");
    }
    MessageFormat format = PushFraming.require(framing, spec);
    Download download = new Download(Optional.ofNullable(output), force, !noProgress);
    try (MessageClient client =
        options
            .applyTo(MessageClient.builder())
            .plain(format)
            .connect(server.host(), server.port())) {
      String said = UnlessStopped.get(client::close, () -> download.take(client.receive()));
      System.out.println(said);
    }
    return 0;
  }
}
