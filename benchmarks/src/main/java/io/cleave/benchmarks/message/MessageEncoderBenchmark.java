package io.cleave.benchmarks.message;

import io.cleave.benchmarks.Measured;
import io.cleave.benchmarks.Outbound;
import io.cleave.benchmarks.Reads;
import io.cleave.benchmarks.header.Headers;
import io.cleave.body.Body;
import io.cleave.frame.FrameEncoder;
import io.cleave.frame.StockCodecs;
import io.cleave.message.JsonHeaderEncoder;
import io.cleave.message.Message;
import io.cleave.message.MessageEncoder;
import io.cleave.message.MessageFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** What one message costs from its values, header included, to the bytes for the socket. */
public class MessageEncoderBenchmark extends Measured {
  /** Messages between two flushes. */
  private static final int MESSAGES = 64;

  private static final MessageFormat HEADER_FIRST = MessageFormat.of("<q");
  private static final MessageFormat ENVELOPE = MessageFormat.envelope(">I", ">I");

  /** Bytes. */
  @Param("128")
  public int body;

  private ByteBuf bytes;
  private Outbound cleave;
  private Outbound envelope;
  private Outbound stock;

  /** Makes the body, and sees to it that each writes as much as it should. */
  @Setup
  public void prepare() {
    bytes = Reads.direct(Unpooled.wrappedBuffer(new byte[body]));
    cleave = new Outbound(new MessageEncoder(HEADER_FIRST));
    envelope =
        new Outbound(new FrameEncoder(ENVELOPE.frameFormat()), new JsonHeaderEncoder(ENVELOPE));
    stock = new Outbound(StockCodecs.encoder(ENVELOPE.frameFormat()), new TreeMessageEncoder());
    int length = Long.BYTES + Headers.bytes(body).length + body; // two fields of four bytes, or one
    requireEqual(cleave(), (long) MESSAGES * length);
    requireEqual(envelope(), (long) MESSAGES * length);
    requireEqual(stock(), (long) MESSAGES * length);
  }

  private static void requireEqual(long written, long expected) {
    if (written != expected) {
      throw new IllegalStateException("written: " + written + " (expected: " + expected + ")");
    }
  }

  /** Ours, header first; the encoder puts the body's length in. */
  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public long cleave() {
    for (int i = 0; i < MESSAGES; i++) {
      cleave.write(Message.of(Headers.header(), body()));
    }
    return cleave.flush();
  }

  /** Ours, in an envelope. */
  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public long envelope() {
    for (int i = 0; i < MESSAGES; i++) {
      envelope.write(Message.of(Headers.header(body), body()));
    }
    return envelope.flush();
  }

  /** The same envelope by Netty's frame encoder and Jackson's tree. */
  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public long stock() {
    for (int i = 0; i < MESSAGES; i++) {
      stock.write(new TreeMessage(Headers.tree(body), bytes.setIndex(0, body).retain()));
    }
    return stock.flush();
  }

  private Body body() {
    return Body.of(bytes.setIndex(0, body).retain());
  }

  /** Proves that every reference was released. */
  @TearDown
  public void release() {
    cleave.close();
    envelope.close();
    stock.close();
    if (!bytes.release()) {
      throw new IllegalStateException("refCnt: " + bytes.refCnt() + " (expected: 0)");
    }
  }
}
