package io.cleave.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cleave.header.Header;
import io.cleave.testing.RawPeer;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A raw peer that writes messages of {@code cleave/1} by hand and reads what comes.
 *
 * <pre>{@code
 * peer.greet().send("'type':'request','id':1,'route':'upper'", "hi");
 * peer.next("reply").status();
 * }</pre>
 */
final class NativePeer implements AutoCloseable {
  static final String HELLO = "'type':'hello','protocol':'cleave/1'";

  /** A message that has come. */
  @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
  record Received(Header header, byte[] body) {
    String type() {
      return header.text("type");
    }

    long id() {
      return header.longValue("id");
    }

    String status() {
      return header.text("status");
    }

    @Override
    public String toString() {
      return header + " " + body.length;
    }
  }

  private final RawPeer peer;

  NativePeer(RawPeer peer) {
    this.peer = peer;
  }

  static NativePeer connect(int port) {
    return new NativePeer(RawPeer.connect(port));
  }

  /** A message; its header has single quotes and no braces, and says the length of the body. */
  static byte[] message(String fields, byte[] body) {
    String size = body.length == 0 ? "" : ",'body_size':" + body.length;
    byte[] header = ("{" + fields + size + "}").replace('\'', '"').getBytes(UTF_8);
    return ByteBuffer.allocate(Long.BYTES + header.length + body.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(header.length)
        .put(header)
        .put(body)
        .array();
  }

  static byte[] message(String fields) {
    return message(fields, new byte[0]);
  }

  NativePeer send(String fields) {
    return send(fields, new byte[0]);
  }

  NativePeer send(String fields, String body) {
    return send(fields, body.getBytes(UTF_8));
  }

  NativePeer send(String fields, byte[] body) {
    peer.send(message(fields, body));
    return this;
  }

  /** Says hello and reads the other's. */
  NativePeer greet() {
    send(HELLO);
    Received hello = next();
    if (!hello.type().equals("hello")) {
      throw new AssertionError("a hello was expected: " + hello);
    }
    return this;
  }

  /** The next message. */
  Received next() {
    return parse(peer::read);
  }

  private interface Source {
    byte[] read(int count);
  }

  private static Received parse(Source source) {
    long length = ByteBuffer.wrap(source.read(8)).order(ByteOrder.LITTLE_ENDIAN).getLong();
    Header header = Header.parse(source.read((int) length));
    return new Received(header, source.read((int) header.longValue("body_size", 0L)));
  }

  /** The next message of this type; others are read past. */
  Received next(String type) {
    Received next = next();
    while (!next.type().equals(type)) {
      next = next();
    }
    return next;
  }

  /** What comes until the other side closes. */
  List<Received> rest() {
    RawPeer.Received end = peer.readToEnd(Duration.ofSeconds(10));
    if (end.ending() != RawPeer.Ending.FIN) {
      throw new AssertionError("an orderly end was expected: " + end.ending());
    }
    ByteBuffer bytes = ByteBuffer.wrap(end.bytes());
    List<Received> all = new ArrayList<>();
    while (bytes.hasRemaining()) {
      all.add(
          parse(
              count -> {
                byte[] part = new byte[count];
                bytes.get(part);
                return part;
              }));
    }
    return all;
  }

  /** A body that said more, to its end; grants what it takes. */
  byte[] body(Received begin) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(begin.body());
    for (Received next = next(); !next.type().equals("end"); next = next()) {
      if (next.type().equals("data")) {
        all.writeBytes(next.body());
        send("'type':'credit','id':" + begin.id() + ",'bytes':" + next.body().length);
      }
    }
    return all.toByteArray();
  }

  RawPeer raw() {
    return peer;
  }

  @Override
  public void close() {
    peer.close();
  }
}
