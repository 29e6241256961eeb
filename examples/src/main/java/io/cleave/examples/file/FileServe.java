package io.cleave.examples.file;

import io.cleave.endpoint.MessageServer;
import io.cleave.examples.console.FailureException;
import io.cleave.examples.console.UntilStopped;
import io.cleave.examples.options.Framing;
import io.cleave.examples.options.ServerOptions;
import io.cleave.message.MessageFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code file serve}: the file server. */
@Command(name = "serve", description = "Sends a file to whoever connects.")
@SuppressWarnings("NullAway.Init") // filled in by picocli
final class FileServe implements Callable<Integer> {
  @Mixin private final ServerOptions options = new ServerOptions();
  @Spec private CommandSpec spec;

  @Option(names = "--push", paramLabel = "FILE", description = "The file.")
  private @Nullable Path push;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "1688",
      description = "0 for any free one; ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--framing",
      paramLabel = "FRAMING",
      defaultValue = PushFraming.DEFAULT,
      description = "json:LENGTHFIELD[/KEY]; ${DEFAULT-VALUE}.")
  private Framing framing;

  @Override
  public Integer call() {
    MessageFormat format = PushFraming.require(framing, spec);
    Path push = this.push;
    if (push == null) {
      throw new ParameterException(spec.commandLine(), "missing: --push FILE");
    }
    if (!Files.isRegularFile(push) || !Files.isReadable(push)) {
      String why = Files.exists(push) ? "not a file that can be read" : "no such file";
      throw new FailureException(push + ": " + why);
    }
    PushedFile file = new PushedFile(push.toAbsolutePath(), format.bodyLengthKey());
    MessageServer server =
        options
            .applyTo(MessageServer.builder())
            .plain(format)
            .onConnect(peer -> file.message())
            .bind(port);
    digestAhead(file);
    return UntilStopped.serve(server, options.address(server.port()), options.grace());
  }

  /** So that the first client need not wait for the digest of a large file. */
  private static void digestAhead(PushedFile file) {
    Thread ahead = new Thread(() -> file.message().release(), "digest");
    ahead.setUncaughtExceptionHandler((thread, failure) -> {}); // the client who asks is told
    ahead.setDaemon(true);
    ahead.start();
  }
}
