package io.cleave.benchmarks.frame;

import io.cleave.benchmarks.Measured;
import io.cleave.benchmarks.Outbound;
import io.cleave.benchmarks.Reads;
import io.cleave.frame.FrameEncoder;
import io.cleave.frame.FrameWriter;
import io.cleave.frame.InPlaceFrameHandler;
import io.cleave.wire.FrameFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** What one frame costs to encode; the subclasses say which formats go with which payloads. */
public abstract class FrameEncoding extends Measured {
  /** Frames between two flushes. */
  static final int FRAMES = 64;

  private ByteBuf payload;
  private int length;
  private Outbound cleave;
  private Outbound inPlace;
  private FrameWriter writer;
  private Outbound stock;

  abstract String format();

  abstract int payload();

  /** Makes the payload, and sees to it that both encoders write the same bytes. */
  @Setup
  public void prepare() {
    FrameFormat format = Frames.format(format());
    byte[] bytes = Frames.payload(payload());
    byte[] frame = Frames.frame(format, bytes);
    requireEncodedBy(frame, bytes, new FrameEncoder(format));
    requireEncodedBy(frame, bytes, Frames.stockEncoder(format));
    payload = Reads.direct(Unpooled.wrappedBuffer(bytes));
    length = bytes.length;
    cleave = new Outbound(new FrameEncoder(format));
    InPlaceFrameHandler handler = new InPlaceFrameHandler(format, (b, i, l, answers) -> {});
    inPlace = new Outbound(handler);
    writer = handler.writer();
    stock = new Outbound(Frames.stockEncoder(format));
  }

  private static void requireEncodedBy(byte[] frame, byte[] payload, ChannelHandler encoder) {
    if (!Arrays.equals(frame, Outbound.encodedBy(Unpooled.wrappedBuffer(payload), encoder))) {
      throw new IllegalStateException(encoder + " writes another frame");
    }
  }

  /** Ours. */
  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public long cleave() {
    return write(cleave);
  }

  /** Ours, appended as answers in place are. */
  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public long inPlace() {
    for (int i = 0; i < FRAMES; i++) {
      writer.write(payload, 0, length);
    }
    return inPlace.flush();
  }

  /** Netty's for the same format. */
  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public long stock() {
    return write(stock);
  }

  private long write(Outbound outbound) {
    for (int i = 0; i < FRAMES; i++) {
      outbound.write(payload.setIndex(0, length).retain());
    }
    return outbound.flush();
  }

  /** Proves that every reference was released. */
  @TearDown
  public void release() {
    cleave.close();
    inPlace.close();
    stock.close();
    if (!payload.release()) {
      throw new IllegalStateException("refCnt: " + payload.refCnt() + " (expected: 0)");
    }
  }
}
