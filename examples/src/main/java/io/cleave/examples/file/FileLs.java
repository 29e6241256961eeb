package io.cleave.examples.file;

import io.cleave.endpoint.MessageClient;
import io.cleave.examples.console.FailureException;
import io.cleave.examples.console.Quoted;
import io.cleave.examples.options.ClientOptions;
import io.cleave.examples.options.PeerAddress;
import io.cleave.examples.options.TokenFile;
import io.cleave.exchange.ExchangeException;
import io.cleave.exchange.Request;
import io.cleave.header.Header;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code file ls}: lists files. */
@Command(
    name = "ls",
    description = {
      "Lists what a server gives away: SIZE  DATE  NAME, and a / behind a directory.",
    })
@SuppressWarnings("NullAway.Init") // filled in by picocli
final class FileLs implements Callable<Integer> {
  private static final int LONGEST_LINE = 64 << 10;
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT)
          .withZone(ZoneId.systemDefault());

  @Mixin private final ClientOptions options = new ClientOptions();
  @Mixin private final TokenFile token = new TokenFile();

  @Parameters(index = "0", paramLabel = "HOST:PORT", description = "The server, or unix:PATH.")
  private PeerAddress server;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "DIR",
      description = "The directory there; else the one that is served.")
  private @Nullable String directory;

  @Override
  public Integer call() {
    Header meta = directory == null ? Header.empty() : Header.of("dir", directory);
    return NativeClient.ask(server, options, token, client -> list(client, meta));
  }

  private static int list(MessageClient client, Header meta) {
    try (InputStream lines =
        new BufferedInputStream(
            client
                .call(Request.to("file.list").withMeta(meta), client.timeout())
                .body()
                .stream())) {
      for (byte[] line = next(lines); line.length > 0; line = next(lines)) {
        System.out.println(shown(Header.parse(line)));
      }
      return 0;
    } catch (IOException lost) {
      if (lost.getCause() instanceof ExchangeException why) {
        throw why;
      }
      throw new UncheckedIOException(lost);
    }
  }

  private static byte[] next(InputStream lines) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = lines.read(); next >= 0 && next != '\n'; next = lines.read()) {
      line.write(next);
      if (line.size() > LONGEST_LINE) {
        throw new FailureException("a line of the list is longer than 64 KiB");
      }
    }
    return line.toByteArray();
  }

  /** A line for people, whatever the name is. */
  static String shown(Header entry) {
    return String.format(
        Locale.ROOT,
        "%14d  %s  %s%s",
        entry.longValue("size"),
        DATE.format(Instant.ofEpochMilli(entry.longValue("mtime_ms"))),
        Quoted.bare(entry.text("name")),
        entry.flag("dir", false) ? "/" : "");
  }
}
