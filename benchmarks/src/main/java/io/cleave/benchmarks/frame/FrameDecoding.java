package io.cleave.benchmarks.frame;

import io.cleave.benchmarks.Inbound;
import io.cleave.benchmarks.Measured;
import io.cleave.benchmarks.Reads;
import io.cleave.frame.FrameDecoder;
import io.cleave.frame.InPlaceFrameHandler;
import io.cleave.wire.FrameFormat;
import io.netty.channel.ChannelHandler;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** What one frame costs to decode; the subclasses say which formats go with which payloads. */
public abstract class FrameDecoding extends Measured {
  static final int FRAMES = 1_024;

  /** Bytes a read brings at the most. */
  @Param("65536")
  public int readLength;

  /** Where reads end. */
  @Param("WHOLE")
  public Reads.Borders borders;

  private Reads reads;
  private Inbound cleave;
  private Inbound inPlace;
  private Inbound stock;

  abstract String format();

  abstract int payload();

  /** Makes the reads, and sees to it that both decoders give every frame back. */
  @Setup
  public void prepare() {
    FrameFormat format = Frames.format(format());
    byte[] payload = Frames.payload(payload());
    reads = Reads.of(Frames.frame(format, payload), readLength, borders);
    reads.requireDecodedBy(payload, new FrameDecoder(format));
    reads.requireDecodedBy(payload, Frames.stockDecoder(format));
    cleave = new Inbound(reads, new FrameDecoder(format));
    inPlace = new Inbound(reads, inbound -> showing(format, payload.length, inbound));
    stock = new Inbound(reads, Frames.stockDecoder(format));
  }

  static ChannelHandler showing(FrameFormat format, int length, Inbound inbound) {
    return new InPlaceFrameHandler(
        format,
        (buffer, index, frameLength, answers) -> {
          if (frameLength == length) {
            inbound.arrived();
          }
        });
  }

  /** Ours. */
  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public long cleave() {
    return cleave.deliver(FRAMES);
  }

  /** Ours, each frame shown where it lies. */
  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public long inPlace() {
    return inPlace.deliver(FRAMES);
  }

  /** Netty's for the same format. */
  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public long stock() {
    return stock.deliver(FRAMES);
  }

  /** Proves that every read was released. */
  @TearDown
  public void release() {
    cleave.close();
    inPlace.close();
    stock.close();
    reads.release();
  }
}
