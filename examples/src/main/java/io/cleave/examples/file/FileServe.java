package io.cleave.examples.file;

import io.cleave.endpoint.FrameServer;
import io.cleave.endpoint.MessageServer;
import io.cleave.endpoint.PlainMessageServer;
import io.cleave.endpoint.Server;
import io.cleave.examples.console.FailureException;
import io.cleave.examples.console.UntilStopped;
import io.cleave.examples.options.Framing;
import io.cleave.examples.options.NotInThisVersionException;
import io.cleave.examples.options.ServerOptions;
import io.cleave.examples.options.TokenFile;
import io.cleave.message.MessageFormat;
import java.io.IOException;
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
@Command(
    name = "serve",
    description = {
      "Gives away the files in a directory, and takes files if it is told to.",
      "",
      "--root DIR: files by name, lists; with --writable uploads too",
      "--push FILE, --root DIR --take, --root DIR --by-name: three old forms"
    })
@SuppressWarnings("NullAway.Init") // filled in by picocli
final class FileServe implements Callable<Integer> {
  @Mixin private final ServerOptions options = new ServerOptions();
  @Mixin private final TokenFile token = new TokenFile();
  @Spec private CommandSpec spec;

  @Option(names = "--push", paramLabel = "FILE", description = "Sends FILE to whoever connects.")
  private @Nullable Path push;

  @Option(names = "--root", paramLabel = "DIR", description = "Where files are taken to or from.")
  private @Nullable Path root;

  @Option(names = "--take", description = "Takes one file a connection into DIR.")
  private boolean take;

  @Option(names = "--by-name", description = "Answers a name with the file in DIR that has it.")
  private boolean byName;

  @Option(names = "--writable", description = "Takes files into DIR too, and goes on with parts.")
  private boolean writable;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "1688",
      description = "0 for any free one; ${DEFAULT-VALUE}.")
  private int port;

  @Option(names = "--framing", paramLabel = "FRAMING", description = FileFraming.HELP)
  private @Nullable Framing framing;

  @Override
  public Integer call() throws IOException {
    Server server = bind();
    return UntilStopped.serve(server, options.address(server.port()), options.grace());
  }

  private Server bind() throws IOException {
    Path push = this.push;
    if (push != null && root == null && !take && !byName) {
      requireNoNativeOptions("--push");
      return push(push);
    }
    Path root = this.root;
    if (push != null || root == null || (take && byName)) {
      throw new ParameterException(
          spec.commandLine(),
          "expected: --root DIR, or one of --push FILE, --root DIR --take, --root DIR --by-name");
    }
    if (!take && !byName) {
      return onNative(root);
    }
    requireNoNativeOptions(take ? "--take" : "--by-name");
    if (options.isUnix()) {
      throw new NotInThisVersionException(
          "file serve --take and --by-name over a socket file (its end looks alike, done or not)");
    }
    return take ? take(root) : byName(root);
  }

  private void requireNoNativeOptions(String oldForm) {
    token.requireNone();
    if (writable) {
      throw new ParameterException(
          spec.commandLine(), "--writable (expected: not with " + oldForm + ")");
    }
  }

  @SuppressWarnings("resource") // the root stays open until the process ends
  private Server onNative(Path root) throws IOException {
    FileFraming.requireNative(framing, spec);
    MessageServer.Builder builder = options.applyTo(MessageServer.builder());
    token.token().ifPresent(builder::token);
    return FileRoutes.of(RootDirectory.of(root), writable).addTo(builder).bind(port);
  }

  private Server push(Path push) {
    MessageFormat format = FileFraming.withHeader(framing, spec);
    if (!Files.isRegularFile(push) || !Files.isReadable(push)) {
      String why = Files.exists(push) ? "not a file that can be read" : "no such file";
      throw new FailureException(push + ": " + why);
    }
    PushedFile file = new PushedFile(push.toAbsolutePath(), format.bodyLengthKey());
    PlainMessageServer server =
        options
            .applyTo(PlainMessageServer.builder(format))
            .onConnect(peer -> file.message())
            .bind(port);
    digestAhead(file);
    return server;
  }

  /** So that the first client need not wait for the digest of a large file. */
  private static void digestAhead(PushedFile file) {
    Thread ahead = new Thread(() -> file.message().release(), "digest");
    ahead.setUncaughtExceptionHandler((thread, failure) -> {}); // the client who asks is told
    ahead.setDaemon(true);
    ahead.start();
  }

  private Server take(Path root) throws IOException {
    MessageFormat format = FileFraming.withHeader(framing, spec);
    return options
        .applyTo(PlainMessageServer.builder(format))
        .onEvent(TakenFiles.into(root)::take)
        .onePerConnection()
        .bind(port);
  }

  @SuppressWarnings("resource") // the root stays open until the process ends
  private Server byName(Path root) throws IOException {
    FileFraming.requireNone(framing, spec);
    NamedFiles files = new NamedFiles(RootDirectory.of(root));
    return options.applyTo(FrameServer.builder()).unframed().onCall(files::answer).bind(port);
  }
}
