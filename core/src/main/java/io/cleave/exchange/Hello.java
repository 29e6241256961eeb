package io.cleave.exchange;

import io.cleave.header.Header;

/**
 * What a side takes, as its first message says.
 *
 * @param maxHeader bytes of a header
 * @param maxInFlight requests at a time
 * @param credit bytes of each body before more are granted
 * @param pingMillis after so much silence it wants to be pinged; 0: never
 * @param token empty for none
 * @param agent empty for none
 */
record Hello(
    int maxHeader, int maxInFlight, long credit, long pingMillis, String token, String agent) {
  static final String TYPE = "hello";
  static final String PROTOCOL = "cleave/1";

  static final int MIN_HEADER = 8192;
  static final int MIN_IN_FLIGHT = 1;
  static final long MIN_CREDIT = 65_536;

  /** Up to here a body in memory goes with its message, and needs no credit. */
  static final int WHOLE_BODY = 16 << 10;

  /** What a sender keeps to before the other's hello has come. */
  static final Hello NOT_YET = new Hello(MIN_HEADER, 16, MIN_CREDIT, 0, "", "");

  private static final String MAX_HEADER = "max_header";
  private static final String MAX_IN_FLIGHT = "max_in_flight";
  private static final String CREDIT = "credit";
  private static final String PING_MS = "ping_ms";
  private static final String TOKEN = "token";
  private static final String AGENT = "agent";

  /** Reads the first message of a peer. */
  static Hello read(Header header) {
    String type = header.text(Fields.TYPE, "");
    if (!type.equals(TYPE)) {
      throw new ViolationException("type: \"" + type + "\" (expected: \"hello\" first)");
    }
    String protocol = header.text("protocol");
    if (!protocol.equals(PROTOCOL)) {
      throw new ViolationException(
          "protocol: \"" + protocol + "\" (expected: \"" + PROTOCOL + "\")");
    }
    return new Hello(
        (int) atMostInt(Fields.number(header, MAX_HEADER, MIN_HEADER, 65_536)),
        (int) atMostInt(Fields.number(header, MAX_IN_FLIGHT, MIN_IN_FLIGHT, 256)),
        Fields.number(header, CREDIT, MIN_CREDIT, 1 << 20),
        Fields.number(header, PING_MS, 0, 0),
        header.text(TOKEN, ""),
        header.text(AGENT, ""));
  }

  private static long atMostInt(long value) {
    return Math.min(value, Integer.MAX_VALUE);
  }

  Header toHeader() {
    Header header =
        Header.of(
            Fields.TYPE,
            TYPE,
            "protocol",
            PROTOCOL,
            MAX_HEADER,
            maxHeader,
            MAX_IN_FLIGHT,
            maxInFlight,
            CREDIT,
            credit);
    header = pingMillis == 0 ? header : header.with(PING_MS, pingMillis);
    header = token.isEmpty() ? header : header.with(TOKEN, token);
    return agent.isEmpty() ? header : header.with(AGENT, agent);
  }
}
