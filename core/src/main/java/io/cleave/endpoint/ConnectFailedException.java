package io.cleave.endpoint;

import io.cleave.connection.Address;
import io.netty.channel.ConnectTimeoutException;
import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;

/** A client found nobody at the address, or nobody in time. */
public final class ConnectFailedException extends EndpointException {
  private static final long serialVersionUID = 1L;

  private final String host;
  private final int port;

  private ConnectFailedException(Address address, String message, Throwable cause) {
    super(message, cause);
    this.host = address.host();
    this.port = address.port();
  }

  static ConnectFailedException of(Address address, Duration timeout, IOException cause) {
    return new ConnectFailedException(address, sentence(address, timeout, cause), cause);
  }

  private static String sentence(Address address, Duration timeout, IOException cause) {
    if (cause instanceof UnknownHostException) {
      return "host " + address.host() + " is unknown (expected: a name that resolves)";
    }
    if (cause instanceof ConnectTimeoutException) {
      return address + ": no connection within " + Lost.seconds(timeout) + " (expected: a server)";
    }
    String why = String.valueOf(cause.getMessage());
    return address
        + ": "
        + (why.contains("refused") ? "connection refused" : "no connection: " + why)
        + " (expected: a server that listens there)";
  }

  /** The host asked for, {@code unix:PATH} included. */
  public String host() {
    return host;
  }

  /** The port asked for; 0 for a {@code unix:} address. */
  public int port() {
    return port;
  }
}
