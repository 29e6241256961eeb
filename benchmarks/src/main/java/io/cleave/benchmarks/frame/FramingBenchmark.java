package io.cleave.benchmarks.frame;

import io.cleave.benchmarks.Inbound;
import io.cleave.benchmarks.Measured;
import io.cleave.benchmarks.Reads;
import io.cleave.frame.FrameDecoder;
import io.cleave.wire.FrameFormat;
import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.DelimiterBasedFrameDecoder;
import io.netty.handler.codec.Delimiters;
import io.netty.handler.codec.FixedLengthFrameDecoder;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.protobuf.ProtobufVarint32FrameDecoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** The ways to say where a frame ends, each by the decoder at hand for it. */
public class FramingBenchmark extends Measured {
  private static final int FRAMES = FrameDecoding.FRAMES;
  private static final int LIMIT = 16 << 20;

  /** Bytes. */
  @Param({"16", "128", "1024", "16384", "65536"})
  public int payload;

  /** Bytes a read brings at the most. */
  @Param("65536")
  public int readLength;

  /** Where reads end. */
  @Param("WHOLE")
  public Reads.Borders borders;

  private final List<Reads> reads = new ArrayList<>();
  private Inbound inPlace;
  private Inbound cleave;
  private Inbound stock;
  private Inbound varint;
  private Inbound delimiter;
  private Inbound line;
  private Inbound fixedLength;

  /** Makes the reads of each, and sees to it that each gives every frame back. */
  @Setup
  public void prepare() {
    FrameFormat four = FrameFormat.of(">I");
    byte[] bytes = Frames.payload(payload);
    byte[] frame = Frames.frame(four, bytes);
    byte[] varintFrame = Frames.frame(FrameFormat.of("varint"), bytes);
    cleave = inbound(frame, () -> new FrameDecoder(four));
    inPlace = new Inbound(reads.get(0), inbound -> FrameDecoding.showing(four, payload, inbound));
    stock = inbound(frame, () -> Frames.stockDecoder(four));
    varint = inbound(varintFrame, ProtobufVarint32FrameDecoder::new);
    delimiter =
        inbound(
            Arrays.copyOf(bytes, bytes.length + 1),
            () -> new DelimiterBasedFrameDecoder(LIMIT, Delimiters.nulDelimiter()));
    line = inbound(line(bytes), () -> new LineBasedFrameDecoder(LIMIT));
    fixedLength = inbound(bytes, () -> new FixedLengthFrameDecoder(payload));
  }

  private static byte[] line(byte[] bytes) {
    byte[] line = Arrays.copyOf(bytes, bytes.length + 1);
    line[bytes.length] = '\n';
    return line;
  }

  private Inbound inbound(byte[] frame, Supplier<ChannelHandler> decoder) {
    Reads frames = Reads.of(frame, readLength, borders);
    frames.requireDecodedBy(Frames.payload(payload), decoder.get());
    reads.add(frames);
    return new Inbound(frames, decoder.get());
  }

  /** Our length field of four bytes, each frame shown where it lies. */
  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public long inPlace() {
    return inPlace.deliver(FRAMES);
  }

  /** Our length field of four bytes. */
  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public long cleave() {
    return cleave.deliver(FRAMES);
  }

  /** Netty's length field of four bytes. */
  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public long stock() {
    return stock.deliver(FRAMES);
  }

  /** Netty's varint. */
  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public long varint() {
    return varint.deliver(FRAMES);
  }

  /** A byte that no payload may hold; each byte is looked at. */
  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public long delimiter() {
    return delimiter.deliver(FRAMES);
  }

  /** The same with a line feed, for which Netty has a search of its own. */
  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public long line() {
    return line.deliver(FRAMES);
  }

  /** Nothing on the wire but payloads; what all others pay for saying where a frame ends. */
  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public long fixedLength() {
    return fixedLength.deliver(FRAMES);
  }

  /** Proves that every read was released. */
  @TearDown
  public void release() {
    List.of(inPlace, cleave, stock, varint, delimiter, line, fixedLength).forEach(Inbound::close);
    reads.forEach(Reads::release);
    reads.clear();
  }
}
