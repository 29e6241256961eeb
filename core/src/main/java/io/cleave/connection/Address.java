package io.cleave.connection;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where to listen or to connect: a host and a port, or a socket file.
 *
 * <pre>{@code
 * new Address("127.0.0.1", 1688)
 * new Address("unix:/run/files.sock", 0)
 * }</pre>
 *
 * @param host a name, an address, or {@code unix:} and a path
 * @param port 0..65535; without meaning for a path
 */
public record Address(String host, int port) {
  private static final String UNIX = "unix:";

  /** Checks the port's range, and that there is a path behind {@code unix:}. */
  public Address {
    requireNonNull(host, "host");
    if (host.isEmpty() || host.equals(UNIX)) {
      throw new IllegalArgumentException(
          "host: \"" + host + "\" (expected: a name, an address, or unix:PATH)");
    }
    if (port < 0 || port > 0xFFFF) {
      throw new IllegalArgumentException("port: " + port + " (expected: 0..65535)");
    }
  }

  /** Whether it is a socket file. */
  public boolean isUnix() {
    return host.startsWith(UNIX);
  }

  /** The socket file. */
  Path path() {
    return Path.of(host.substring(UNIX.length()));
  }

  /** Looks the name up; may block. */
  SocketAddress resolve(Sockets sockets) throws UnknownHostException {
    return isUnix()
        ? sockets.unixAddress().apply(path())
        : new InetSocketAddress(InetAddress.getByName(host), port);
  }

  /**
   * The address that is shown for an end of a connection: on a socket file both ends are the file,
   * because the other one has no name.
   */
  SocketAddress shownFor(@Nullable SocketAddress actual) {
    if (isUnix()) {
      return UnixDomainSocketAddress.of(path());
    }
    return actual != null ? actual : unresolved();
  }

  /** The address as it was given. */
  public SocketAddress unresolved() {
    return isUnix()
        ? UnixDomainSocketAddress.of(path())
        : InetSocketAddress.createUnresolved(host, port);
  }

  /** The address as people write it: {@code 127.0.0.1:1688}, {@code unix:/run/files.sock}. */
  public static String text(SocketAddress address) {
    if (address instanceof InetSocketAddress inet) {
      InetAddress ip = inet.getAddress();
      return bracketed(ip == null ? inet.getHostString() : ip.getHostAddress())
          + ":"
          + inet.getPort();
    }
    return UNIX + address;
  }

  private static String bracketed(String host) {
    return host.indexOf(':') < 0 ? host : "[" + host + "]";
  }

  /** As people write it: {@code localhost:1688}, {@code unix:/run/files.sock}. */
  @Override
  public String toString() {
    return isUnix() ? host : bracketed(host) + ":" + port;
  }
}
