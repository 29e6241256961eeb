package io.cleave.exchange;

import io.cleave.connection.InboundBudget;
import io.cleave.connection.OnLoop;
import io.cleave.header.Header;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The body of one message that comes, in it alone or in {@code data} behind it.
 *
 * <p><b>Threading.</b> On the event loop, but for its {@link StreamedBody}.
 */
final class Inbound {
  /** Takes the bytes of one message. */
  interface Sink {
    /** Thrown away. */
    Sink NOWHERE =
        new Sink() {
          @Override
          public void bytes(ByteBuf bytes) {
            bytes.release();
          }

          @Override
          public void end() {}
        };

    /** Some bytes, which now belong to the sink. */
    void bytes(ByteBuf bytes);

    /** That was all of this message. */
    void end();

    /** All bytes of a message in one piece, which belongs to the caller. */
    default void whole(ByteBuf bytes) {
      if (bytes.isReadable()) {
        bytes(bytes.retain());
      }
      end();
    }
  }

  private final ArrivingBody body;
  private final @Nullable Inflow flow;
  private final CRC32 crc = new CRC32();
  private boolean ended;
  private boolean givenUp;

  private Inbound(long length, BatchWriter writer, Closing closing) {
    this.flow = closing.flow;
    this.body = new ArrivingBody(length, writer.ctx().channel(), closing);
  }

  /**
   * A body that goes on in {@code data}; the place for its first credit is reserved.
   *
   * @param unwanted told on the event loop if its reader wants no more before it has ended
   */
  static Inbound more(long id, BatchWriter writer, InboundBudget budget, Runnable unwanted) {
    Inflow flow = new Inflow(id, writer, budget, Hello.MIN_CREDIT);
    return new Inbound(
        StreamedBody.UNKNOWN_LENGTH, writer, new Closing(writer, budget, 0, flow, unwanted));
  }

  /** A body that is in one message; the place for it is reserved. */
  static Inbound whole(long length, BatchWriter writer, InboundBudget budget) {
    return new Inbound(length, writer, new Closing(writer, budget, length, null, () -> {}));
  }

  ArrivingBody body() {
    return body;
  }

  /** Whether nothing more is expected of it. */
  boolean isEnded() {
    return ended || givenUp;
  }

  /** Whether this side has given it up, so that some of it may still be on its way. */
  boolean isUnwanted() {
    return givenUp && !ended;
  }

  /** It goes on behind its message. */
  void open() {
    if (flow != null) {
      flow.open();
    }
  }

  /** Where the bytes of a message go. */
  Sink sink(Header label, Runnable atEnd) {
    return new Sink() {
      @Override
      public void bytes(ByteBuf bytes) {
        if (flow != null) {
          try {
            flow.arrived(bytes.readableBytes());
            count(bytes);
          } catch (RuntimeException refused) {
            bytes.release();
            throw refused;
          }
        }
        body.offer(label, bytes);
      }

      @Override
      public void end() {
        atEnd.run();
      }
    };
  }

  private void count(ByteBuf bytes) {
    if (bytes.nioBufferCount() == 1) {
      crc.update(bytes.internalNioBuffer(bytes.readerIndex(), bytes.readableBytes()));
      return;
    }
    for (ByteBuffer part : bytes.nioBuffers()) {
      crc.update(part);
    }
  }

  /** All of it has come in its message. */
  void complete() {
    ended = true;
    body.complete(Header.empty());
  }

  /** Its {@code end} has come. */
  void end(Header end) {
    Status status = Fields.status(end);
    Header trailers = Fields.meta(end);
    long said = Fields.number(end, Fields.CRC32, 0, crc.getValue());
    ended = true; // behind what may be wrong with the message itself
    if (flow != null) {
      flow.complete();
    }
    if (status != Status.OK) {
      String error = Fields.sentence(end, Fields.ERROR);
      body.fail(
          new ExchangeException(status, error.isEmpty() ? "the body failed: " + status : error));
      return;
    }
    if (said != crc.getValue()) {
      body.fail(
          new ExchangeException(
              Status.INTERNAL,
              "crc32: " + said + " (expected: " + crc.getValue() + ", of the bytes that came)"));
      return;
    }
    body.complete(trailers);
  }

  /** The rest does not come. */
  void fail(ExchangeException cause) {
    giveUp();
    body.fail(cause);
  }

  /** Nothing more is taken: at once, as a reader on another thread may tell the same later. */
  void giveUp() {
    givenUp = true;
    if (flow != null) {
      flow.close();
    }
  }

  /** What the body tells: any thread. */
  private record Closing(
      BatchWriter writer,
      InboundBudget budget,
      long reserved,
      @Nullable Inflow flow,
      Runnable unwanted)
      implements Taking {
    @Override
    public void taken(int bytes) {
      if (flow != null) {
        flow.taken(bytes);
      }
    }

    @Override
    public void done(boolean wanted) {
      if (flow == null) {
        budget.release(reserved);
        return;
      }
      Runnable close =
          () -> {
            flow.close();
            if (!wanted) {
              unwanted.run();
            }
          };
      if (!OnLoop.run(writer.ctx().channel(), close)) {
        flow.close(); // the loop has ended: nobody else touches it
      }
    }
  }
}
