package io.cleave.message;

import static java.util.Objects.requireNonNull;

import io.cleave.body.Body;
import io.cleave.header.Header;
import io.netty.util.ReferenceCounted;

/**
 * A whole message: header and body.
 *
 * <p>One that came in has its body in memory; one that is to be sent may have any {@link Body}, for
 * example a file. The header need not name the body's length: {@link MessageEncoder} puts it in.
 *
 * <p><b>Ownership.</b> Counted as its body is: writing it gives it away, whoever receives it
 * releases it.
 */
public final class Message implements MessageEvent, ReferenceCounted {
  private final Header header;
  private final Body body;

  private Message(Header header, Body body) {
    this.header = requireNonNull(header, "header");
    this.body = requireNonNull(body, "body");
  }

  /** A message without body. */
  public static Message of(Header header) {
    return new Message(header, Body.empty());
  }

  /**
   * A message.
   *
   * @param body belongs to the message from here on
   */
  public static Message of(Header header, Body body) {
    return new Message(header, body);
  }

  /** The header. */
  public Header header() {
    return header;
  }

  /** The body; belongs to the message. */
  public Body body() {
    return body;
  }

  @Override
  public int refCnt() {
    return body.refCnt();
  }

  @Override
  public Message retain() {
    body.retain();
    return this;
  }

  @Override
  public Message retain(int increment) {
    body.retain(increment);
    return this;
  }

  @Override
  public Message touch() {
    body.touch();
    return this;
  }

  @Override
  public Message touch(Object hint) {
    body.touch(hint);
    return this;
  }

  @Override
  public boolean release() {
    return body.release();
  }

  @Override
  public boolean release(int decrement) {
    return body.release(decrement);
  }

  @Override
  public String toString() {
    return "Message[" + header + ", " + body + "]";
  }
}
