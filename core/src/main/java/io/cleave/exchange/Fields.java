package io.cleave.exchange;

import io.cleave.header.Header;
import java.nio.charset.StandardCharsets;

/** The reserved names of a header, and how their values are read. */
final class Fields {
  static final String TYPE = "type";
  static final String ID = "id";
  static final String ROUTE = "route";
  static final String STATUS = "status";
  static final String ERROR = "error";
  static final String META = "meta";
  static final String MORE = "more";
  static final String DEADLINE_MS = "deadline_ms";
  static final String BODY_SIZE = "body_size";
  static final String BYTES = "bytes";
  static final String CRC32 = "crc32";
  static final String REASON = "reason";
  static final String NONCE = "nonce";
  static final String LAST_ID = "last_id";

  /** The largest number the protocol itself writes: 2^53-1. */
  static final long MAX_NUMBER = (1L << 53) - 1;

  /** What the id and the length of the body may add to a header that was measured before. */
  static final int BODY_SIZE_ROOM = 64;

  private Fields() {}

  /** A number that has to be there, {@code min}..2^53-1. */
  static long number(Header header, String name, long min) {
    long value = header.longValue(name);
    if (value < min || value > MAX_NUMBER) {
      throw new ViolationException(name + ": " + value + " (expected: " + min + "..2^53-1)");
    }
    return value;
  }

  /** A number that may be left out. */
  static long number(Header header, String name, long min, long missing) {
    return header.has(name) ? number(header, name, min) : missing;
  }

  static Header meta(Header header) {
    return header.object(META, Header.empty());
  }

  static Status status(Header header) {
    return Status.of(header.text(STATUS));
  }

  /** A sentence of the peer, cut to what may be one. */
  static String sentence(Header header, String name) {
    String text = header.text(name, "");
    return text.length() <= ExchangeException.MAX_SENTENCE
        ? text
        : text.substring(0, ExchangeException.MAX_SENTENCE);
  }

  /** A sentence of this side as it can be sent: not too long, and no half of a character. */
  static String cut(String sentence) {
    return cut(sentence, ExchangeException.MAX_SENTENCE);
  }

  private static String cut(String text, int max) {
    String cut = text.length() <= max ? text : text.substring(0, max);
    byte[] bytes = cut.getBytes(StandardCharsets.UTF_8); // half a character becomes a ?
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** A text of the peer in a sentence. */
  static String quoted(String text) {
    return '"' + cut(text, Request.MAX_ROUTE) + '"';
  }

  static Header with(Header header, Header meta) {
    return meta.isEmpty() ? header : header.with(META, meta);
  }
}
