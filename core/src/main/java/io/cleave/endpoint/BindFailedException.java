package io.cleave.endpoint;

import io.cleave.connection.Address;
import java.io.IOException;
import java.net.UnknownHostException;

/** A server could not listen: the port is taken, or the address is not one of this machine's. */
public final class BindFailedException extends EndpointException {
  private static final long serialVersionUID = 1L;

  private final String host;
  private final int port;

  private BindFailedException(Address address, String message, Throwable cause) {
    super(message, cause);
    this.host = address.host();
    this.port = address.port();
  }

  static BindFailedException of(Address address, IOException cause) {
    return new BindFailedException(address, sentence(address, cause), cause);
  }

  private static String sentence(Address address, IOException cause) {
    if (cause instanceof UnknownHostException) {
      return "host " + address.host() + " is unknown (expected: an address of this machine)";
    }
    String why = String.valueOf(cause.getMessage());
    if (!why.contains("in use")) {
      return address
          + ": cannot be listened on: "
          + why
          + " (expected: an address of this machine, and a port or path that may be taken)";
    }
    return address.isUnix()
        ? address + " is taken (expected: no such file; remove it if no server uses it)"
        : "port "
            + address.port()
            + " on "
            + address.host()
            + " is taken (expected: a free one; choose another, or 0 for any)";
  }

  /** The host asked for, {@code unix:PATH} included. */
  public String host() {
    return host;
  }

  /** The port asked for; 0 for any, or for a {@code unix:} address. */
  public int port() {
    return port;
  }
}
