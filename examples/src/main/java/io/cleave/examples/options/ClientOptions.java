package io.cleave.examples.options;

import io.cleave.connection.Transport;
import io.cleave.endpoint.Client;
import java.time.Duration;
import picocli.CommandLine.Option;

/** What every client can be told, but for its server. */
@SuppressWarnings("NullAway.Init") // filled in by picocli
public final class ClientOptions {
  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "30s",
      description = "How long to wait for the server; ${DEFAULT-VALUE}.")
  private Duration timeout;

  @Option(
      names = "--transport",
      paramLabel = "NAME",
      defaultValue = "auto",
      description = "auto, nio, epoll, kqueue or io_uring; ${DEFAULT-VALUE}.")
  private Transport transport;

  /** Tells a client all of it. */
  public <B extends Client.Builder<B>> B applyTo(B builder) {
    return builder.timeout(timeout).transport(transport);
  }

  /** How long to wait for the server. */
  public Duration timeout() {
    return timeout;
  }

  /** The socket implementation. */
  public Transport transport() {
    return transport;
  }
}
