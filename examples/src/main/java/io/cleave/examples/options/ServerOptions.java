package io.cleave.examples.options;

import io.cleave.connection.Transport;
import io.cleave.endpoint.Server;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every server can be told, but for its port. */
@SuppressWarnings("NullAway.Init") // filled in by picocli
public final class ServerOptions {
  @Option(
      names = "--host",
      paramLabel = "HOST",
      defaultValue = "127.0.0.1",
      description = "Where to listen, or unix:PATH; ${DEFAULT-VALUE} unless said otherwise.")
  private String host;

  @Option(
      names = "--backlog",
      paramLabel = "N",
      defaultValue = "" + Server.DEFAULT_BACKLOG,
      description = "How many connections may wait to be accepted; ${DEFAULT-VALUE}.")
  private int backlog;

  @Option(
      names = "--idle",
      paramLabel = "DURATION",
      description = "Closes a connection on which nothing happens for so long; never by default.")
  private @Nullable Duration idle;

  @Option(
      names = "--grace",
      paramLabel = "DURATION",
      defaultValue = "10s",
      description = "How long work in hand may take when stopped; ${DEFAULT-VALUE}.")
  private Duration grace;

  @Option(
      names = "--max-connections",
      paramLabel = "N",
      defaultValue = "" + Server.DEFAULT_MAX_CONNECTIONS,
      description = "How many connections at a time; ${DEFAULT-VALUE}.")
  private int maxConnections;

  @Option(
      names = "--transport",
      paramLabel = "NAME",
      defaultValue = "auto",
      description = "auto, nio, epoll, kqueue or io_uring; ${DEFAULT-VALUE}.")
  private Transport transport;

  @Option(names = "--proxy", paramLabel = "off", hidden = true)
  @SuppressWarnings("UnusedMethod") // called by picocli
  private void refuseProxy(String value) {
    if (!value.equals("off")) {
      throw new NotInThisVersionException("--proxy " + value);
    }
  }

  /** Tells a server all of it. */
  public <B extends Server.Builder<B>> B applyTo(B builder) {
    if (PeerAddress.isUnix(host)) {
      PeerAddress.parse(host); // says what is wrong with the path
    }
    B told =
        builder
            .host(host)
            .backlog(backlog)
            .grace(grace)
            .maxConnections(maxConnections)
            .transport(transport);
    return idle == null ? told : told.idle(idle);
  }

  /** Where to listen, as it was given. */
  public String host() {
    return host;
  }

  /** Whether it is a socket file. */
  public boolean isUnix() {
    return PeerAddress.isUnix(host);
  }

  /** Whether only programs of this machine can connect: loopback, or a socket file. */
  public boolean isLocal() {
    if (PeerAddress.isUnix(host)) {
      return true;
    }
    try {
      return Stream.of(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
    } catch (UnknownHostException unknown) {
      return false; // and binding says why
    }
  }

  /**
   * Where to listen for datagrams.
   *
   * @throws IllegalArgumentException if that is a socket file
   */
  public String udpHost() {
    if (PeerAddress.isUnix(host)) {
      throw new IllegalArgumentException(
          "--host " + host + " (expected: a name or an address, as datagrams go over UDP)");
    }
    return host;
  }

  /** The socket implementation. */
  public Transport transport() {
    return transport;
  }

  /** How long work in hand may take when the server is stopped. */
  public Duration grace() {
    return grace;
  }

  /** HOST:PORT for people. */
  public String address(int port) {
    return PeerAddress.isUnix(host) ? host : new PeerAddress(host, port).toString();
  }
}
