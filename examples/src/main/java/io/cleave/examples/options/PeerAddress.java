package io.cleave.examples.options;

import static java.util.Objects.requireNonNull;

/**
 * Where a server is: HOST:PORT, with an IPv6 address in brackets, or {@code unix:PATH}.
 *
 * @param host a name, an address, or {@code unix:PATH}
 * @param port 1..65535; 0 for a {@code unix:} host
 */
public record PeerAddress(String host, int port) {
  private static final String UNIX = "unix:";
  private static final int LARGEST_PORT = 0xFFFF;
  private static final int MOST_DIGITS = 5;

  /** Checks that there is a host, and a port unless it needs none. */
  public PeerAddress {
    requireNonNull(host, "host");
    boolean unix = isUnix(host);
    boolean goodPort = unix ? port == 0 : port >= 1 && port <= LARGEST_PORT;
    if (!goodPort || host.isEmpty() || host.equals(UNIX)) {
      throw refusal(unix ? host : host + ":" + port);
    }
    if (unix) {
      PathText.undamaged(host.substring(UNIX.length()));
    }
  }

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException if it is neither HOST:PORT nor {@code unix:PATH}
   */
  public static PeerAddress parse(String text) {
    requireNonNull(text, "text");
    if (isUnix(text)) {
      return new PeerAddress(text, 0);
    }
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : withoutBrackets(text.substring(0, colon));
    String port = text.substring(colon + 1);
    boolean digits = !port.isEmpty() && port.chars().allMatch(c -> c >= '0' && c <= '9');
    if (host.isEmpty() || !digits || port.length() > MOST_DIGITS) {
      throw refusal(text);
    }
    return new PeerAddress(host, Integer.parseInt(port));
  }

  /** Whether it is a socket file. */
  public boolean isUnix() {
    return isUnix(host);
  }

  /** Whether a host is a socket file. */
  static boolean isUnix(String host) {
    return host.startsWith(UNIX);
  }

  private static String withoutBrackets(String host) {
    if (host.startsWith("[") && host.endsWith("]")) {
      return host.substring(1, host.length() - 1);
    }
    return host.indexOf(':') < 0 ? host : ""; // which colon begins the port, nobody knows
  }

  private static IllegalArgumentException refusal(String text) {
    return new IllegalArgumentException(
        text + " (expected: HOST:PORT such as 127.0.0.1:1688 or [::1]:1688, or unix:PATH)");
  }

  /** The text form, as {@link #parse} reads it. */
  @Override
  public String toString() {
    if (isUnix(host)) {
      return host;
    }
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
