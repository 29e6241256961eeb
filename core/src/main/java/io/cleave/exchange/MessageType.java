package io.cleave.exchange;

import java.util.Locale;

/** What a message of the protocol is for, as its header says. */
enum MessageType {
  /** The first of each side. */
  HELLO(false),
  /** Asks. */
  REQUEST(true),
  /** The one answer. */
  REPLY(true),
  /** One-way. */
  EVENT(true),
  /** The next bytes of a body that said there is more. */
  DATA(true),
  /** That body is over. */
  END(false),
  /** The receiver of a body takes more. */
  CREDIT(false),
  /** Nobody wants an exchange, or the rest of a body. */
  CANCEL(false),
  /** Asks whether the other side is there. */
  PING(false),
  /** It is. */
  PONG(false),
  /** No new request is taken. */
  GOAWAY(false);

  private final boolean carriesBody;

  MessageType(boolean carriesBody) {
    this.carriesBody = carriesBody;
  }

  /** Reads it. */
  static MessageType of(String text) {
    return switch (text) {
      case "request" -> REQUEST;
      case "reply" -> REPLY;
      case "event" -> EVENT;
      case "data" -> DATA;
      case "end" -> END;
      case "credit" -> CREDIT;
      case "cancel" -> CANCEL;
      case "ping" -> PING;
      case "pong" -> PONG;
      case "goaway" -> GOAWAY;
      case "hello" -> HELLO;
      default ->
          throw new ViolationException(
              "type: " + Fields.quoted(text) + " (expected: one of " + Hello.PROTOCOL + ")");
    };
  }

  /** Refuses a body where none belongs. */
  void requireBody(long length) {
    if (!carriesBody && length > 0) {
      throw new ViolationException(
          Fields.BODY_SIZE + ": " + length + " in a " + text() + " (expected: none)");
    }
    if (this == DATA && length == 0) {
      throw new ViolationException(Fields.BODY_SIZE + ": 0 in a data (expected: 1..262144)");
    }
  }

  private String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
