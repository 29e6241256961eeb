package io.cleave.exchange;

import io.netty.handler.codec.CodecException;

/** The peer broke a rule of the protocol: it is told so, and the connection closes. */
final class ViolationException extends CodecException {
  private static final long serialVersionUID = 1L;

  private final Status status;

  ViolationException(String message) {
    this(Status.BAD_REQUEST, message);
  }

  ViolationException(Status status, String message) {
    super(message);
    this.status = status;
  }

  @Override
  public Throwable fillInStackTrace() {
    return this; // it would name the event loop only
  }

  Status status() {
    return status;
  }
}
