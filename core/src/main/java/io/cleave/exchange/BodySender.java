package io.cleave.exchange;

import io.cleave.connection.OnLoop;
import io.cleave.header.Header;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.FileRegion;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Sends one body in {@code data} messages, as far as credit goes, and ends it.
 *
 * <p><b>Threading.</b> On the event loop.
 */
final class BodySender {
  /** What the sender of a body tells whoever has the exchange. */
  interface Owner {
    /** The end was written. */
    void sent(@Nullable ExchangeException failure);
  }

  /** The most bytes a message carries. */
  static final int MAX_DATA = 256 << 10;

  private final long id;
  private final Outflow flow;
  private final Senders senders;
  private final Owner owner;
  private final CRC32 crc = new CRC32();
  private boolean crcKnown = true;
  private long credit;
  private boolean over;
  private boolean waits; // for bytes

  /** Whether it stands in the queue of those that can send. */
  boolean queued;

  BodySender(long id, Outflow flow, long credit, Senders senders, Owner owner) {
    this.id = id;
    this.flow = flow;
    this.credit = credit;
    this.senders = senders;
    this.owner = owner;
  }

  void grant(long bytes) {
    credit += bytes;
    if (credit > Fields.MAX_NUMBER) {
      throw new ViolationException(
          "bytes: " + bytes + " (expected: less than 2^53 bytes of credit in all)");
    }
    senders.ready(this);
  }

  boolean isOver() {
    return over;
  }

  /** Sends one message if it can; returns whether there may be another one at once. */
  boolean sendOne() {
    if (over || waits) {
      return false;
    }
    try {
      if (flow.isDone()) {
        end(null);
        return false;
      }
      return (credit > 0 || flow.isExhausted()) && sendData();
    } catch (Exception failure) {
      fail(failure);
      return false;
    }
  }

  private boolean sendData() throws Exception {
    Outflow.Piece piece = flow.next((int) Math.max(1, Math.min(credit, MAX_DATA)));
    if (piece == null) {
      if (flow.isDone()) {
        return true;
      }
      awaitReady();
      return false;
    }
    long length = BatchWriter.lengthOf(piece.bytes());
    credit -= length;
    count(piece.bytes());
    BatchWriter writer = senders.writer();
    writer.write(header(piece), piece.bytes());
    if (piece.bytes() instanceof FileRegion) {
      senders.holdFor(writer.sent(), flow);
    }
    return true;
  }

  private Header header(Outflow.Piece piece) {
    try {
      return Fields.with(Header.of(Fields.TYPE, "data", Fields.ID, id), piece.label());
    } catch (IllegalArgumentException tooDeep) {
      ReferenceCountUtil.release(piece.bytes());
      throw tooDeep;
    }
  }

  private void awaitReady() {
    waits = true;
    Channel channel = senders.writer().ctx().channel();
    flow.whenReady(
        () ->
            OnLoop.run(
                channel,
                () -> {
                  waits = false;
                  senders.ready(this);
                }));
  }

  private void count(Object bytes) {
    if (!(bytes instanceof ByteBuf buffer)) {
      crcKnown = false; // the kernel sends what this process never sees
    } else if (crcKnown) {
      for (ByteBuffer part : buffer.nioBuffers()) {
        crc.update(part);
      }
    }
  }

  private void end(@Nullable ExchangeException failure) {
    if (over) {
      return;
    }
    Header end =
        Header.of(
            Fields.TYPE,
            "end",
            Fields.ID,
            id,
            Fields.STATUS,
            failure == null ? Status.OK.text() : failure.status().text());
    if (failure != null) {
      end = end.with(Fields.ERROR, Fields.cut(String.valueOf(failure.getMessage())));
    } else if (crcKnown) {
      end = end.with(Fields.CRC32, crc.getValue());
    }
    senders.writer().write(failure == null ? Fields.with(end, flow.trailers()) : end);
    close(failure == null ? new ExchangeException(Status.UNAVAILABLE, "body: over") : failure);
    owner.sent(failure);
  }

  /** Says that the rest does not come. */
  void fail(Throwable cause) {
    end(
        cause instanceof ExchangeException known
            ? known
            : new ExchangeException(
                Status.INTERNAL, "the body failed: " + cause.getMessage(), true, cause));
  }

  /** Sends nothing more, not even an end. */
  void close(ExchangeException why) {
    if (!over) {
      over = true;
      flow.close(why);
    }
  }
}
